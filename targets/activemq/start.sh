# In the foreground and without the user that Debian's script would become. The package leaves out the library for MQTT,
# which another package has; it is looked for in lib of activemq.base.
mkdir -p "{dir}/lib" "{dir}/data"
ln -sf /usr/share/java/mqtt-client.jar "{dir}/lib/"
exec java -Xmx256m \
  --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED \
  --add-opens java.base/java.net=ALL-UNNAMED --add-opens java.base/java.io=ALL-UNNAMED \
  -Djava.io.tmpdir="{dir}/data" -Dactivemq.home=/usr/share/activemq -Dactivemq.base="{dir}" -Dactivemq.conf="{dir}" \
  -Dactivemq.data="{dir}/data" -jar /usr/share/activemq/bin/activemq.jar start "xbean:file:{dir}/activemq.xml"
