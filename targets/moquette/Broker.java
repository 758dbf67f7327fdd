// Starts Moquette in this process. Its arguments: the folder with the certificates, then the ports by listener: tcp=1 tls=2 ….
// A Moquette has one listener of each kind, so three stand side by side: one for everybody, one with users and rules, and one that
// asks for certificates.

import io.moquette.broker.ISslContextCreator;
import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.AcceptAllAuthenticator;
import io.moquette.broker.security.IAuthenticator;
import io.moquette.broker.security.IAuthorizatorPolicy;
import io.moquette.broker.security.PermitAllAuthorizatorPolicy;
import io.moquette.broker.subscriptions.Topic;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

public final class Broker {
  private static final Map<String, String> PASSWORDS = Map.of("sensor", "sensorpw", "dashboard", "dashpw");

  public static void main(String[] arguments) throws Exception {
    String folder = arguments[0];
    Map<String, String> ports = new HashMap<>();
    for (int i = 1; i < arguments.length; ++i) {
      String[] parts = arguments[i].split("=");
      ports.put(parts[0], parts[1]);
    }
    List<Server> started = new ArrayList<>();
    // Told to end it ends in order, as its own launcher does; told so while it starts it does that first.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      synchronized (started) {
        started.parallelStream().forEach(Server::stopServer);
      }
    }));
    synchronized (started) {
      started.add(start(folder, "everybody", ports.get("tcp"), Map.of("ssl_port", ports.get("tls"), "websocket_port",
          ports.get("ws"), "secure_websocket_port", ports.get("wss")), ClientAuth.NONE, new AcceptAllAuthenticator(),
          new PermitAllAuthorizatorPolicy()));
      started.add(start(folder, "users", ports.get("acl"), Map.of("allow_anonymous", "false"), ClientAuth.NONE, new Users(),
          new Users()));
      started.add(start(folder, "certificates", ports.get("spare"), Map.of("ssl_port", ports.get("mtls")),
          ClientAuth.REQUIRE, new AcceptAllAuthenticator(), new PermitAllAuthorizatorPolicy()));
    }
    Thread.currentThread().join();
  }

  private static Server start(String folder, String name, String port, Map<String, String> more, ClientAuth asks,
      IAuthenticator authenticator, IAuthorizatorPolicy rules) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("host", "127.0.0.1");
    properties.setProperty("port", port);
    properties.setProperty("allow_anonymous", "true");
    properties.setProperty("telemetry_enabled", "false");
    properties.setProperty("websocket_path", "/mqtt");
    File data = new File(folder, name);
    data.mkdirs();
    properties.setProperty("data_path", data.getPath());
    // Moquette asks for a key store wherever it listens with TLS; the context below is what it takes.
    properties.setProperty("jks_path", folder + "/server.crt");
    properties.setProperty("key_store_password", "none");
    properties.setProperty("key_manager_password", "none");
    more.forEach(properties::setProperty);
    ISslContextCreator context = () -> {
      try {
        return SslContextBuilder.forServer(new File(folder, "server.crt"), new File(folder, "server.key"))
            .trustManager(new File(folder, "ca.crt")).clientAuth(asks).build();
      } catch (Exception problem) {
        throw new IllegalStateException(problem);
      }
    };
    Server server = new Server();
    server.startServer(new MemoryConfig(properties), List.of(), context, authenticator, rules);
    return server;
  }

  private static final class Users implements IAuthenticator, IAuthorizatorPolicy {
    @Override
    public boolean checkValid(String client, String user, byte[] password) {
      return user != null && password != null
          && new String(password, StandardCharsets.UTF_8).equals(PASSWORDS.get(user));
    }

    @Override
    public boolean canWrite(Topic topic, String user, String client) {
      return "sensor".equals(user) && within(topic, "home/sensors");
    }

    @Override
    public boolean canRead(Topic topic, String user, String client) {
      return "dashboard".equals(user) && within(topic, "home");
    }

    private static boolean within(Topic topic, String root) {
      return topic.toString().equals(root) || topic.toString().startsWith(root + "/");
    }
  }
}
