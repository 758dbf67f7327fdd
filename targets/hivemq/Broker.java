// Starts HiveMQ Community Edition in this process, with a folder as its only argument: config.xml and the certificates of
// `launch` are there. Without an extension HiveMQ lets everybody do everything; the one here asks for a user on the listener
// "acl" and grants what the target file says.

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

public final class Broker {
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();
  private static final Map<String, String> PASSWORDS = Map.of("sensor", "sensorpw", "dashboard", "dashpw");

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    writeStores(folder);
    for (String name : new String[] {"data", "extensions", "log"}) Files.createDirectories(folder.resolve(name));
    System.setProperty("hivemq.log.folder", folder.resolve("log").toString());
    EmbeddedExtension users =
        EmbeddedExtension.builder()
            .withId("users")
            .withName("users")
            .withVersion("1")
            .withPriority(0)
            .withStartPriority(1000)
            .withExtensionMain(new Users())
            .build();
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folder)
            .withDataFolder(folder.resolve("data"))
            .withExtensionsFolder(folder.resolve("extensions"))
            .withEmbeddedExtension(users)
            .build();
    // Told to end it ends in order, as HiveMQ does where it is not embedded.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> broker.stop().join()));
    broker.start().join();
    Thread.currentThread().join();
  }

  /** HiveMQ reads certificates from key stores only. */
  private static void writeStores(Path folder) throws Exception {
    KeyStore server = KeyStore.getInstance("JKS");
    server.load(null, STORE_PASSWORD);
    Certificate[] chain = {certificate(folder.resolve("server.crt"))};
    server.setKeyEntry("server", key(folder.resolve("server.key"), chain[0]), STORE_PASSWORD, chain);
    store(server, folder.resolve("server.jks"));
    KeyStore authority = KeyStore.getInstance("JKS");
    authority.load(null, STORE_PASSWORD);
    authority.setCertificateEntry("ca", certificate(folder.resolve("ca.crt")));
    store(authority, folder.resolve("ca.jks"));
  }

  private static void store(KeyStore store, Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, STORE_PASSWORD);
    }
  }

  private static Certificate certificate(Path file) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey key(Path file, Certificate certificate) throws Exception {
    String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static final class Users implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      SimpleAuthenticator authenticator = Users::authenticate;
      Services.securityRegistry().setAuthenticatorProvider(client -> authenticator);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

    private static void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
      boolean asked =
          input.getConnectionInformation().getListener().map(at -> at.getName().equals("acl")).orElse(false);
      if (!asked) {
        output.authenticateSuccessfully();
        return;
      }
      String user = input.getConnectPacket().getUserName().orElse("");
      String password = input.getConnectPacket().getPassword().map(Users::text).orElse("");
      if (!password.equals(PASSWORDS.get(user))) {
        output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
        return;
      }
      boolean writes = user.equals("sensor");
      output.getDefaultPermissions().add(
          Builders.topicPermission()
              .topicFilter(writes ? "home/sensors/#" : "home/#")
              .activity(writes ? TopicPermission.MqttActivity.PUBLISH : TopicPermission.MqttActivity.SUBSCRIBE)
              .type(TopicPermission.PermissionType.ALLOW)
              .build());
      output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
      output.authenticateSuccessfully();
    }

    private static String text(ByteBuffer bytes) {
      return StandardCharsets.UTF_8.decode(bytes).toString();
    }
  }
}
