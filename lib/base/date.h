/* date.h - points in time as ISO 8601 spells them, which compare as text */

#ifndef DATE_H
#define DATE_H

#include <stdbool.h>

/* YYYY-MM-DD, alone or with Thh:mm:ssZ, of a day that can be. */
bool date_valid(const char *);

#endif
