// windows.h - peaks as vectors: one for each window of two seconds
//
//	pitch  . . x .      soft cells of 125 ms and a semitone;
//	       . x . .  ->  (0 .3 .7 0 ...), of length 1
//	         time

#ifndef WINDOWS_H
#define WINDOWS_H

#include <cstddef>
#include <string>
#include <vector>

struct peak {
	double s, octave; // above 200 Hz
	int rank;
};

struct recording {
	std::string id;
	std::vector<peak> peaks; // in order of time
};

// The peaks of a stream of sg-hash(1), those of rank < ranks. Ends the program
// when there is no such file.
std::vector<recording> read_peaks(const char *path, int ranks);

// What was done to the sound: as many seconds of the original in one of the clip,
// and so much higher.
struct warp {
	double speed, octaves;
};

struct windows {
	static constexpr int times = 16, pitches = 51, d = times * pitches;
	static constexpr double seconds = 2;

	std::vector<float> x;            // n times d
	std::vector<double> at;          // seconds, of the original
	std::vector<std::size_t> of;     // which recording
	std::size_t size() const { return at.size(); }

	// Add the windows of a recording, a step apart.
	void add(const recording &, std::size_t which, double step, warp = { 1, 0 });
};

#endif
