/* Bring your own parser: structure-aware, differential fuzzing of an MQTT parser against the reference codec
 * of conformance.
 *
 * Write mqtt_fuzz_parse, link the library, run: docs/own-parser.md. Without a fuzzing engine the library
 * brings a main() of its own; linked with libFuzzer or AFL++ it brings LLVMFuzzerTestOneInput and the
 * mutator. Plain C, no state but the findings.
 */
#ifndef MQTT_FUZZ_H
#define MQTT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a parser says about one packet. */
enum {
  MQTT_FUZZ_ACCEPT = 0,
  MQTT_FUZZ_MALFORMED = 1,
  MQTT_FUZZ_PROTOCOL_ERROR = 2,
  MQTT_FUZZ_NO_OPINION =
      3 /* not a packet for this parser, or it waits for more bytes: never held against it */
};

/* The Protocol Version byte of CONNECT. */
enum { MQTT_FUZZ_3_1_1 = 4, MQTT_FUZZ_5_0 = 5 };

enum { MQTT_FUZZ_FROM_CLIENT = 0, MQTT_FUZZ_FROM_SERVER = 1 };

/* Yours: judges one packet. `bytes` holds that packet alone, in memory of exactly its size, so that
 * AddressSanitizer sees each byte read beyond it. A packet may break off before the end that its Remaining
 * Length announces: what is said of such a one is not compared. A CONNECT comes with the version that it
 * names. No packet depends on one before it: every capability has been granted and every Topic Alias is
 * known. The same bytes must always get the same answer. */
int mqtt_fuzz_parse(const uint8_t* bytes, size_t size, int version, int direction);

/* The same as a pointer, for those who call mqtt_fuzz_main themselves. */
typedef int (*mqtt_fuzz_parser)(const uint8_t* bytes, size_t size, int version, int direction);

/* ---- the driver
 * ------------------------------------------------------------------------------------------------------- */

/* What the library's main() does: fuzzes `parser` as the arguments say (--help). Returns 0 when it agreed
 * with the reference throughout, 1 when it did not, 2 on a wrong argument. Call it once in a process. */
int mqtt_fuzz_main(int argc, char** argv, mqtt_fuzz_parser parser);

/* What LLVMFuzzerTestOneInput does with `parser` = mqtt_fuzz_parse: holds the packets of an input against the
 * reference, with the options of main() taken from the environment variable MQTT_FUZZ_OPTIONS. Returns 0. */
int mqtt_fuzz_one_input(mqtt_fuzz_parser parser, const uint8_t* input, size_t size);

/* ---- the parts, for other drivers
 * ------------------------------------------------------------------------------------- */

/* The reference's verdict on one packet. */
typedef struct {
  int answer;  /* MQTT_FUZZ_ACCEPT, _MALFORMED, _PROTOCOL_ERROR; _NO_OPINION: the packet is not whole */
  int is_open; /* 1: the standard lets a receiver take the packet as well as refuse it */
  char requirement[32]; /* of a refused packet: "5.0/MQTT-1.5.4-1", "5.0/U-004", a section "3.1.1/2.2.3" */
  char field[48];       /* the field that breaks it, in the standard's words */
  uint32_t offset;      /* where, from the first byte of the packet */
  const char*
      explanation;      /* why it is refused, or why this is open; "" when there is nothing to say; static */
  const char* sentence; /* of the requirement; "" where there is none; static */
} mqtt_fuzz_verdict;

void mqtt_fuzz_reference(const uint8_t* bytes, size_t size, int version, int direction,
                         mqtt_fuzz_verdict* verdict);

/* Inputs, which mutator, seeds and mqtt_fuzz_one_input share: a byte of options and packets. Bit 0 of that
 * byte is the version (1: 5.0), bit 1 the direction (1: from the server). Any bytes are an input. */

/* Changes an input in place; `most` is the room at `data`. Returns the new size. A pure function of input and
 * seed. */
size_t mqtt_fuzz_mutate(uint8_t* data, size_t size, size_t most, uint64_t seed);
/* Writes an input of parts of both to `out`; returns its size. Pure likewise. */
size_t mqtt_fuzz_cross_over(const uint8_t* one, size_t one_size, const uint8_t* other, size_t other_size,
                            uint8_t* out, size_t most, uint64_t seed);

/* Seeds: every packet type in both versions and directions, each lawful variant of a client's packets, and
 * each that breaks one rule. */
size_t mqtt_fuzz_seed_count(void);
/* Returns the size of a seed, and copies at most `most` bytes of it. `index` is below the count. */
size_t mqtt_fuzz_seed(size_t index, uint8_t* out, size_t most);

/* In the format of libFuzzer and AFL++; static. */
const char* mqtt_fuzz_dictionary(void);

/* The packet as text, a line for each field with offset and bytes; returns the length of the text without its
 * final 0, which is written, too. Text that does not fit into `most` characters is cut. */
size_t mqtt_fuzz_describe(const uint8_t* bytes, size_t size, int version, int direction, char* out,
                          size_t most);

#ifdef __cplusplus
}
#endif

#endif
