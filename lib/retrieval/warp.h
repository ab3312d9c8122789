/*
 * warp.h - the changes of speed, tempo and pitch that a search tries
 *
 *	pitch
 *	 1.33 |        :    /
 *	      |        :   /  speed: time and pitch together
 *	 1.00 | . . . . . . . . tempo: time alone
 *	      |      / :
 *	 0.75 |     /  : pitch alone
 *	      +----------------> time
 *	      0.67     1     1.5
 */

#ifndef WARP_H
#define WARP_H

#include <stddef.h>

/* How a clip was changed: 1.1 is a tenth faster, or higher. */
struct warp {
	double time, pitch;
};

#define WARP_TIME_MAX 1.507 /* from the inverse of that in time */

enum warp_range {
	WARP_NONE, /* as it is */
	WARP_AXES, /* speed, tempo and pitch, each alone */
	WARP_FULL  /* tempo and pitch independently too */
};

/* At most so many warps are in one range. */
#define WARP_MAX 2048

/*
 * The warps to try, nearest to 1 first; WARP_FULL gives those of the plane that
 * are on no axis. Returns how many were written to w, WARP_MAX at most.
 */
size_t warp_list(enum warp_range, struct warp *w);

#endif
