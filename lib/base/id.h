/* id.h - the identity of a recording, in streams and in an index */

#ifndef ID_H
#define ID_H

#include <stdbool.h>

#define ID_MAX 255 /* bytes */

/*
 * A YouTube id, a file's stem, anything: UTF-8, printable, 1 to ID_MAX bytes,
 * no blank, no control character of either set, not "-".
 */
bool id_valid(const char *);

/*
 * The identity of a file: its name without directories and last extension,
 * each forbidden byte '_', cut at ID_MAX bytes; "stdin" when nothing is left.
 */
void id_from_path(const char *path, char id[static ID_MAX + 1]);

#endif
