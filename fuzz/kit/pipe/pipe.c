/* mqtt_fuzz_pipe: fuzzes a parser that is another program. MQTT_FUZZ_COMMAND is a shell command; the program reads questions
 * from stdin and answers each with one byte on stdout, flushed: 0 accept, 1 malformed, 2 protocol error, 3 no opinion. A question
 * is four bytes of size (big-endian), a byte of version (4 or 5), a byte of direction (0 from a client, 1 from a server) and the
 * packet. A program that ends, or does not answer, is reported as a crash. pipe/mqtt-packet.cjs is such a program. */
#include <mqtt_fuzz.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int to_parser = -1;
static int from_parser = -1;

static void start(void) {
  const char *command = getenv("MQTT_FUZZ_COMMAND");
  int down[2], up[2];
  if (command == NULL) {
    fprintf(stderr, "MQTT_FUZZ_COMMAND is to name the parser's command; see docs/own-parser.md\n");
    exit(2);
  }
  signal(SIGPIPE, SIG_IGN); /* a parser that ended is told by read */
  if (pipe(down) != 0 || pipe(up) != 0) exit(2);
  switch (fork()) {
    case -1: perror("fork"); exit(2);
    case 0:
      dup2(down[0], 0);
      dup2(up[1], 1);
      close(down[1]);
      close(up[0]);
      execl("/bin/sh", "sh", "-c", command, (char *)NULL);
      _exit(127);
    default: break;
  }
  close(down[0]);
  close(up[1]);
  to_parser = down[1];
  from_parser = up[0];
}

static void send_all(const uint8_t *bytes, size_t size) {
  while (size > 0) {
    const ssize_t sent = write(to_parser, bytes, size);
    if (sent <= 0) return;
    bytes += sent;
    size -= (size_t)sent;
  }
}

int mqtt_fuzz_parse(const uint8_t *bytes, size_t size, int version, int direction) {
  uint8_t answer;
  if (to_parser < 0) start();
  const uint8_t header[6] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size,
                             (uint8_t)version,      (uint8_t)direction};
  send_all(header, sizeof header);
  send_all(bytes, size);
  if (read(from_parser, &answer, 1) != 1) {
    fprintf(stderr, "the parser has ended\n");
    abort();
  }
  return answer;
}
