#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "windows.h"

std::vector<recording>
read_peaks(const char *path, int ranks)
{
	std::ifstream in(path);
	std::vector<recording> all;
	std::string line, id;
	bool peaks = false;

	if (!in) {
		std::cerr << "faiss: " << path << ": cannot be read\n";
		std::exit(2);
	}
	while (std::getline(in, line)) {
		if (line.rfind("## sg ", 0) == 0)
			peaks = line.rfind("## sg peaks", 0) == 0;
		if (line[0] == '#' || !peaks)
			continue;
		std::istringstream row(line);
		double frame, hz, level;
		int rank;
		std::getline(row, id, '\t');
		row >> frame >> hz >> level >> rank;
		if (rank >= ranks)
			continue;
		if (all.empty() || all.back().id != id)
			all.push_back({ id, {} });
		all.back().peaks.push_back(
		    { frame * 128 / 8000, std::log2(hz / 200), rank });
	}
	return all;
}

static void
put(float *v, const peak &p, double from, warp w)
{
	double t = (p.s * w.speed - from) / windows::seconds * windows::times - .5;
	double f = (p.octave - w.octaves) * 12;
	double ft = std::floor(t), ff = std::floor(f);
	float weight = 1 / std::sqrt(1.f + p.rank);

	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++) {
			int a = int(ft) + i, b = int(ff) + k;
			if (a < 0 || a >= windows::times || b < 0 ||
			    b >= windows::pitches)
				continue;
			v[a * windows::pitches + b] += weight *
			    float((1 - std::fabs(t - a)) * (1 - std::fabs(f - b)));
		}
}

void
windows::add(const recording &r, std::size_t which, double step, warp w)
{
	if (r.peaks.empty())
		return;
	double end = r.peaks.back().s * w.speed;
	std::size_t first = 0;

	for (double from = 0; from == 0 || from + seconds <= end; from += step) {
		std::vector<float> v(d, 0);
		double sum = 0;
		while (first < r.peaks.size() &&
		    r.peaks[first].s * w.speed < from)
			first++;
		for (std::size_t i = first; i < r.peaks.size() &&
		     r.peaks[i].s * w.speed < from + seconds; i++)
			put(v.data(), r.peaks[i], from, w);
		for (float f : v)
			sum += f * f;
		if (sum == 0)
			continue;
		for (float f : v)
			x.push_back(f / float(std::sqrt(sum)));
		at.push_back(from);
		of.push_back(which);
	}
}
