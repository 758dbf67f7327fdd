/* A parser of what clients send in MQTT 3.1.1 and 5.0, careless in five places and reading beyond the packet in a sixth: the
 * worked example of docs/own-parser.md. It shows what a broker's own parser has to bring, which is the last function. */
#include <mqtt_fuzz.h>
#include <stdbool.h>
#include <string.h>

enum { OK = MQTT_FUZZ_ACCEPT, MALFORMED = MQTT_FUZZ_MALFORMED, ERROR = MQTT_FUZZ_PROTOCOL_ERROR };
enum { CONNECT = 1, PUBLISH = 3, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, UNSUBSCRIBE = 10, PINGREQ = 12, DISCONNECT = 14, AUTH };
enum { WILL = 16 }; /* a packet of its own where properties are concerned */

struct input {
  const uint8_t *at;
  const uint8_t *end;
  int version;
};
struct text {
  const uint8_t *at;
  size_t size;
};

static size_t left(const struct input *in) { return (size_t)(in->end - in->at); }

static bool read_byte(struct input *in, unsigned *value) {
  if (left(in) < 1) return false;
  *value = *in->at++;
  return true;
}

static bool read_two(struct input *in, unsigned *value) {
  if (left(in) < 2) return false;
  *value = (unsigned)in->at[0] << 8 | in->at[1];
  in->at += 2;
  return true;
}

static bool read_four(struct input *in, unsigned *value) {
  unsigned high, low;
  if (!read_two(in, &high) || !read_two(in, &low)) return false;
  *value = high << 16 | low;
  return true;
}

/* MISTAKE 1: takes more bytes than the value needs, as in 80 00 for 0 (5.0/MQTT-1.5.5-1). */
static bool read_variable(struct input *in, unsigned *value) {
  unsigned byte, shift = 0;
  *value = 0;
  do {
    if (shift > 21 || !read_byte(in, &byte)) return false;
    *value |= (byte & 127) << shift;
    shift += 7;
  } while (byte & 128);
  return true;
}

static bool read_data(struct input *in, struct text *text) {
  unsigned size;
  if (!read_two(in, &size) || left(in) < size) return false;
  text->at = in->at;
  text->size = size;
  in->at += size;
  return true;
}

/* MISTAKE 2: U+0000 passes (3.1.1/MQTT-1.5.3-2, 5.0/MQTT-1.5.4-2). */
static bool is_utf8(struct text text) {
  const uint8_t *at = text.at, *end = text.at + text.size;
  while (at < end) {
    size_t more = *at < 0x80 ? 0 : *at < 0xC2 ? 9 : *at < 0xE0 ? 1 : *at < 0xF0 ? 2 : *at < 0xF5 ? 3 : 9;
    if (more == 9 || (size_t)(end - at) <= more) return false;
    if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] > 0x9F) || (*at == 0xF0 && at[1] < 0x90) ||
        (*at == 0xF4 && at[1] > 0x8F))
      return false;
    for (size_t i = 1; i <= more; ++i)
      if ((at[i] & 0xC0) != 0x80) return false;
    at += more + 1;
  }
  return true;
}

static bool read_text(struct input *in, struct text *text) { return read_data(in, text) && is_utf8(*text); }

static bool has(struct text text, char wanted) { return text.size > 0 && memchr(text.at, wanted, text.size) != NULL; }

static bool is_topic(struct text text) { return text.size > 0 && !has(text, '+') && !has(text, '#'); }

static bool is_filter(struct text text) {
  for (size_t i = 0; i < text.size; ++i) {
    const bool alone_before = i == 0 || text.at[i - 1] == '/';
    const bool alone_behind = i + 1 == text.size || text.at[i + 1] == '/';
    if (text.at[i] == '+' && !(alone_before && alone_behind)) return false;
    if (text.at[i] == '#' && !(alone_before && i + 1 == text.size)) return false;
  }
  return text.size > 0;
}

static bool is_shared(const struct input *in, struct text text) {
  return in->version == MQTT_FUZZ_5_0 && text.size > 7 && memcmp(text.at, "$share/", 7) == 0;
}

/* Behind $share/ there are a name without wildcards, a slash and a filter. */
static bool is_shared_filter(struct text text) {
  struct text name = {text.at + 7, 0};
  const uint8_t *slash = memchr(name.at, '/', text.size - 7);
  if (slash == NULL || slash == name.at) return false;
  name.size = (size_t)(slash - name.at);
  const struct text filter = {slash + 1, text.size - 8 - name.size};
  return !has(name, '+') && !has(name, '#') && is_filter(filter);
}

/* What a property holds, and the packets of a client that may have it (5.0, table 2-4). */
struct property {
  uint8_t id;
  char type; /* b, 2, 4, v, s(tring), d(ata), p(air) */
  unsigned packets;
};
#define IN(packet) (1u << (packet))
static const struct property properties[] = {
    {0x01, 'b', IN(PUBLISH) | IN(WILL)}, {0x02, '4', IN(PUBLISH) | IN(WILL)},  {0x03, 's', IN(PUBLISH) | IN(WILL)},
    {0x08, 's', IN(PUBLISH) | IN(WILL)}, {0x09, 'd', IN(PUBLISH) | IN(WILL)},  {0x0B, 'v', IN(SUBSCRIBE)},
    {0x11, '4', IN(CONNECT) | IN(DISCONNECT)}, {0x15, 's', IN(CONNECT) | IN(AUTH)}, {0x16, 'd', IN(CONNECT) | IN(AUTH)},
    {0x17, 'b', IN(CONNECT)}, {0x18, '4', IN(WILL)}, {0x19, 'b', IN(CONNECT)}, {0x21, '2', IN(CONNECT)},
    {0x22, '2', IN(CONNECT)}, {0x23, '2', IN(PUBLISH)}, {0x27, '4', IN(CONNECT)},
    {0x1F, 's', IN(PUBACK) | IN(PUBREC) | IN(PUBREL) | IN(PUBCOMP) | IN(DISCONNECT) | IN(AUTH)},
    {0x26, 'p', ~0u}};

/* A value beyond what the property may have; the text of 08 is a topic. */
static int value_of(unsigned id, unsigned number, struct text text) {
  switch (id) {
    case 0x08: return is_topic(text) ? OK : MALFORMED;
    case 0x01: case 0x17: case 0x19: return number <= 1 ? OK : ERROR;
    case 0x0B: case 0x21: case 0x23: case 0x27: return number != 0 ? OK : ERROR;
    default: return OK;
  }
}

static int read_property(struct input *in, int packet, uint64_t *present) {
  unsigned id, number = 1;
  struct text text = {NULL, 0}, second;
  const struct property *row = NULL;
  if (!read_variable(in, &id)) return MALFORMED;
  for (size_t i = 0; i < sizeof properties / sizeof *properties; ++i)
    if (properties[i].id == id && (properties[i].packets & IN(packet))) row = &properties[i];
  if (row == NULL) return packet == PUBLISH && id == 0x0B ? ERROR : MALFORMED;
  /* MISTAKE 3: in PUBLISH nobody looks whether a property is there already (5.0/U-066 to U-069). */
  if (id != 0x26 && packet != PUBLISH && (*present >> id & 1)) return ERROR;
  *present |= (uint64_t)1 << id;
  bool good = false;
  switch (row->type) {
    case 'b': good = read_byte(in, &number); break;
    case '2': good = read_two(in, &number); break;
    case '4': good = read_four(in, &number); break;
    case 'v': good = read_variable(in, &number); break;
    case 'd': good = read_data(in, &text); break;
    case 's': good = read_text(in, &text); break;
    default: good = read_text(in, &text) && read_text(in, &second); break;
  }
  return good ? value_of(id, number, text) : MALFORMED;
}

static volatile uint8_t next_property;

static int read_properties(struct input *in, int packet, uint64_t *present) {
  unsigned size;
  *present = 0;
  if (in->version != MQTT_FUZZ_5_0) return OK;
  if (!read_variable(in, &size) || left(in) < size) return MALFORMED;
  struct input block = {in->at, in->at + size, in->version};
  in->at = block.end;
  /* OVER-READ: notes the next property for a log before it asks whether there is one. */
  for (next_property = *block.at; block.at < block.end; next_property = *block.at) {
    const int result = read_property(&block, packet, present);
    if (result != OK) return result;
  }
  return OK;
}

static int read_id(struct input *in) {
  unsigned id;
  /* MISTAKE 4: 0 is no Packet Identifier (3.1.1/MQTT-2.3.1-1, 5.0/MQTT-2.2.1-3). */
  return read_two(in, &id) ? OK : MALFORMED;
}

static int read_will(struct input *in) {
  uint64_t present;
  struct text topic, payload;
  const int result = read_properties(in, WILL, &present);
  if (result != OK) return result;
  return read_text(in, &topic) && is_topic(topic) && read_data(in, &payload) ? OK : MALFORMED;
}

static int read_connect(struct input *in) {
  unsigned version, flags, keep_alive;
  uint64_t present;
  struct text name, client, user, password;
  if (!read_text(in, &name)) return MALFORMED;
  if (name.size != 4 || memcmp(name.at, "MQTT", 4) != 0) return ERROR;
  if (!read_byte(in, &version)) return MALFORMED;
  if (version != 4 && version != 5) return ERROR;
  if (!read_byte(in, &flags) || (flags & 1)) return MALFORMED;
  const bool will = flags & 4, has_user = flags & 128, has_password = flags & 64;
  if ((flags & 24) == 24 || (!will && (flags & 56))) return MALFORMED;
  if (version == 4 && has_password && !has_user) return ERROR;
  if (!read_two(in, &keep_alive)) return MALFORMED;
  int result = read_properties(in, CONNECT, &present);
  if (result != OK) return result;
  if ((present >> 0x16 & 1) && !(present >> 0x15 & 1)) return ERROR;
  if (!read_text(in, &client)) return MALFORMED;
  if (version == 4 && client.size == 0 && !(flags & 2)) return ERROR;
  if (will && (result = read_will(in)) != OK) return result;
  if (has_user && !read_text(in, &user)) return MALFORMED;
  if (has_password && !read_data(in, &password)) return MALFORMED;
  return left(in) == 0 ? OK : MALFORMED;
}

static int read_publish(struct input *in, unsigned flags) {
  uint64_t present;
  struct text topic;
  const unsigned qos = flags >> 1 & 3;
  int result;
  if (qos == 3) return MALFORMED;
  if (qos == 0 && (flags & 8)) return ERROR;
  if (!read_text(in, &topic) || has(topic, '+') || has(topic, '#')) return MALFORMED;
  if (qos > 0 && (result = read_id(in)) != OK) return result;
  if ((result = read_properties(in, PUBLISH, &present)) != OK) return result;
  return topic.size > 0 || (present >> 0x23 & 1) ? OK : ERROR;
}

static bool is_one_of(unsigned code, const char *codes, size_t count) { return memchr(codes, (int)code, count) != NULL; }

static bool is_code(int packet, unsigned code) {
  switch (packet) {
    case PUBACK: case PUBREC: return is_one_of(code, "\x00\x80\x83\x87\x90\x91\x97\x99", 8);
    case PUBREL: case PUBCOMP: return is_one_of(code, "\x00\x92", 2);
    case AUTH: return is_one_of(code, "\x18\x19", 2);
    default: return is_one_of(code, "\x00\x04\x80\x81\x82\x83\x8C\x90\x93\x94\x95\x96\x97\x98\x99", 15);
  }
}

/* Reason Code and properties, which may be left out from the back. */
static int read_tail(struct input *in, int packet) {
  unsigned code = 0;
  uint64_t present = 0;
  const bool there = read_byte(in, &code);
  if (in->version != MQTT_FUZZ_5_0) return there ? MALFORMED : OK;
  if (!is_code(packet, code)) return ERROR;
  if (left(in) == 0 && packet != AUTH) return OK;
  const int result = read_properties(in, packet, &present);
  if (result != OK) return result;
  if (packet == AUTH && !(present >> 0x15 & 1)) return ERROR;
  return left(in) == 0 ? OK : MALFORMED;
}

static int read_subscribe(struct input *in, int packet) {
  uint64_t present;
  int result = read_id(in);
  if (result != OK || (result = read_properties(in, packet, &present)) != OK) return result;
  if (left(in) == 0) return ERROR;
  while (left(in) > 0) {
    struct text filter;
    unsigned options = 0;
    if (!read_text(in, &filter)) return MALFORMED;
    const bool shared = is_shared(in, filter);
    if (shared ? !is_shared_filter(filter) : !is_filter(filter)) return MALFORMED;
    if (packet == UNSUBSCRIBE) continue;
    if (!read_byte(in, &options)) return MALFORMED;
    if (options & (in->version == MQTT_FUZZ_5_0 ? 0xC0 : 0xFC)) return MALFORMED;
    if ((options & 3) == 3 || (options & 0x30) == 0x30 || (shared && (options & 4))) return ERROR;
  }
  return OK;
}

static bool are_flags_right(int packet, unsigned flags) {
  switch (packet) {
    case PUBLISH: return true;
    case SUBSCRIBE: return true; /* MISTAKE 5: they have to be 0010 here (MQTT-3.8.1-1 of both versions). */
    case PUBREL: case UNSUBSCRIBE: return flags == 2;
    default: return flags == 0;
  }
}

int mqtt_fuzz_parse(const uint8_t *bytes, size_t size, int version, int direction) {
  struct input in = {bytes, bytes + size, version};
  unsigned first = 0, length;
  if (direction != MQTT_FUZZ_FROM_CLIENT) return MQTT_FUZZ_NO_OPINION; /* a broker's parser */
  if (size < 2) return MQTT_FUZZ_NO_OPINION;                           /* it would wait for more */
  read_byte(&in, &first);
  const int packet = (int)(first >> 4);
  if (packet == AUTH && version != MQTT_FUZZ_5_0) return MALFORMED;
  if (!are_flags_right(packet, first & 15)) return MALFORMED;
  if (!read_variable(&in, &length)) return MALFORMED;
  if (left(&in) != length) return MQTT_FUZZ_NO_OPINION;
  switch (packet) {
    case CONNECT: return read_connect(&in);
    case PUBLISH: return read_publish(&in, first & 15);
    case PUBACK: case PUBREC: case PUBREL: case PUBCOMP: {
      unsigned id; /* whatever was sent with it, an answer repeats it */
      return read_two(&in, &id) ? read_tail(&in, packet) : MALFORMED;
    }
    case SUBSCRIBE: case UNSUBSCRIBE: return read_subscribe(&in, packet);
    case PINGREQ: return left(&in) == 0 ? OK : MALFORMED;
    case DISCONNECT: case AUTH: return read_tail(&in, packet);
    default: return ERROR; /* only servers send these */
  }
}
