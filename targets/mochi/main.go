// Starts mochi in this process. Its arguments: the folder with the certificates, then the ports by listener: tcp=1 tls=2 …, and
// store=FOLDER for what it keeps on disk; without it all is in memory.
// The users and rules hold on the listener acl, by the hooks that mochi asks.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/storage/badger"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

var passwords = map[string]string{"sensor": "sensorpw", "dashboard": "dashpw"}

type users struct{ mqtt.HookBase }

func (users) ID() string { return "users" }

func (users) Provides(hook byte) bool {
	return bytes.Contains([]byte{mqtt.OnConnectAuthenticate, mqtt.OnACLCheck}, []byte{hook})
}

func (users) OnConnectAuthenticate(client *mqtt.Client, packet packets.Packet) bool {
	if client.Net.Listener != "acl" {
		return true
	}
	password, known := passwords[string(packet.Connect.Username)]
	return known && password == string(packet.Connect.Password)
}

func within(topic, root string) bool {
	return topic == root || strings.HasPrefix(topic, root+"/")
}

func (users) OnACLCheck(client *mqtt.Client, topic string, write bool) bool {
	if client.Net.Listener != "acl" {
		return true
	}
	switch string(client.Properties.Username) {
	case "sensor":
		return write && within(topic, "home/sensors")
	case "dashboard":
		return !write && within(topic, "home")
	}
	return false
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	folder := os.Args[1]
	certificate, err := tls.LoadX509KeyPair(folder+"/server.crt", folder+"/server.key")
	must(err)
	authority, err := os.ReadFile(folder + "/ca.crt")
	must(err)
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(authority)
	plain := &tls.Config{Certificates: []tls.Certificate{certificate}}
	mutual := &tls.Config{
		Certificates: []tls.Certificate{certificate},
		ClientCAs:    clients,
		ClientAuth:   tls.RequireAndVerifyClientCert,
	}

	server := mqtt.New(nil)
	must(server.AddHook(new(users), nil))
	for _, argument := range os.Args[2:] {
		name, port, _ := strings.Cut(argument, "=")
		if name == "store" {
			if folder := port; folder != "" {
				must(server.AddHook(new(badger.Hook), &badger.Options{Path: folder}))
			}
			continue
		}
		config := listeners.Config{ID: name, Address: "127.0.0.1:" + port}
		switch name {
		case "tls", "wss":
			config.TLSConfig = plain
		case "mtls":
			config.TLSConfig = mutual
		}
		if strings.HasPrefix(name, "ws") {
			must(server.AddListener(listeners.NewWebsocket(config)))
		} else {
			must(server.AddListener(listeners.NewTCP(config)))
		}
	}
	must(server.Serve())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	must(server.Close())
}
