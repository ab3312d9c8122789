/* secret.h - what is read from a file that nobody else should read */

#ifndef SECRET_H
#define SECRET_H

/*
 * The file's text, without blanks at its ends; the caller's. NULL with why set:
 * not there, open to others, empty, too long.
 */
char *secret_read(const char *path, char why[static 256]);

/*
 * From here on this process and its children leave no core, unless they ask for
 * it: a key or a password would be in it.
 */
void secret_guard(void);

#endif
