/*
 * clock.h - how long something takes, whatever becomes of the date
 */

#ifndef CLOCK_H
#define CLOCK_H

/* Seconds since some moment before the program began; it never goes back. */
double clock_now(void);

#endif
