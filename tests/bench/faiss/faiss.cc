// faiss recordings clips truth: what FAISS answers where sg-match(1) is asked
//
// Every window of a clip is looked up among those of the recordings, and its
// neighbours vote for a recording and an offset: the best is the answer, however
// bad it is. A row for each kind of index: bytes of the index for an hour of
// recordings, seconds of building, milliseconds for a clip, and the percent of
// clips whose recording is answered, by class. Truth is that of evaluate.sh.

#include <faiss/IndexBinaryIVF.h>
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IVFlib.h>
#include <faiss/impl/io.h>
#include <faiss/VectorTransform.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <omp.h>

#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <regex>

#include "windows.h"

static const double ref_step = .25, clip_step = .125;
static const int near = 8; // neighbours that vote

// Seconds of processor; there is one thread.
static double
now()
{
	return double(std::clock()) / CLOCKS_PER_SEC;
}

// Neighbours of n vectors: where, near for each; -1 for none.
using search = std::function<void(
    std::size_t n, const float *x, std::vector<int64_t> &to)>;

static std::string
base(const std::string &id)
{
	return id.substr(0, id.find('/')); // tests/tool/grow.c
}

static std::vector<warp>
axes()
{
	std::vector<warp> all = { { 1, 0 } };

	for (int i = -10; i <= 10; i++) {
		double o = i * std::log2(1.5) / 10;
		if (i == 0)
			continue;
		all.push_back({ std::exp2(o), o });
		all.push_back({ std::exp2(o), 0 });
		all.push_back({ 1, o * 5 / 12 / std::log2(1.5) });
	}
	return all;
}

// The recording that most neighbours of the windows agree on.
static std::string
answer(const recording &clip, const std::vector<warp> &warps,
    const windows &ref, const std::vector<recording> &recs, const search &find)
{
	std::string best;
	double most = 0;

	for (const warp &w : warps) {
		windows q;
		std::vector<int64_t> to;
		std::map<std::pair<std::size_t, long>, double> votes;
		q.add(clip, 0, clip_step, w);
		to.assign(q.size() * near, -1);
		find(q.size(), q.x.data(), to);
		for (std::size_t i = 0; i < to.size(); i++) {
			if (to[i] < 0)
				continue;
			auto k = std::size_t(to[i]);
			long bin = std::lround((ref.at[k] - q.at[i / near]) / .25);
			for (long b = bin - 1; b <= bin + 1; b++) {
				double &v = votes[{ ref.of[k], b }];
				v += (b == bin ? 1 : .5) / double(1 + i % near);
				/* the slower the clip, the fewer its windows */
				if (v / double(q.size()) > most) {
					most = v / double(q.size());
					best = recs[ref.of[k]].id;
				}
			}
		}
	}
	return best;
}

struct clip {
	std::string condition, id;
};

static std::map<std::string, clip>
read_truth(const char *path)
{
	std::map<std::string, clip> all;
	std::ifstream in(path);
	std::string line;

	while (std::getline(in, line)) {
		std::string name, condition, id;
		std::istringstream row(line);
		std::getline(row, name, '\t');
		std::getline(row, condition, '\t');
		std::getline(row, id, '\t');
		if (line[0] != '#')
			all[name] = { condition, id };
	}
	return all;
}

enum { PLAIN, LOUD, WARPED, SHORT, CLASSES };

static int
class_of(const std::string &condition)
{
	if (std::regex_search(condition, std::regex("speed|tempo|pitch|wow")))
		return WARPED;
	if (std::regex_search(condition, std::regex("pink|song|voice|babble")))
		return LOUD;
	return condition.rfind("10s", 0) == 0 ? PLAIN : SHORT;
}

static void
row(const std::string &name, double bytes, double hours, double build,
    const std::vector<recording> &clips, const std::map<std::string, clip> &truth,
    const windows &ref, const std::vector<recording> &recs,
    const std::vector<warp> &warps, const search &find)
{
	int asked[CLASSES] = {}, right[CLASSES] = {}, all = 0;
	double began = now();

	for (const recording &c : clips) {
		auto t = truth.find(c.id);
		if (t == truth.end())
			continue;
		int k = class_of(t->second.condition);
		asked[k]++;
		all++;
		right[k] += base(answer(c, warps, ref, recs, find)) ==
		    t->second.id;
	}
	std::printf("| %s | %.0f | %.1f | %.1f |", name.c_str(),
	    bytes / hours / 1024, build, (now() - began) * 1000 / all);
	for (int k = 0; k < CLASSES; k++)
		std::printf(" %.1f |", 100. * right[k] / std::max(1, asked[k]));
	std::printf("\n");
	std::fflush(stdout);
}

int
main(int argc, char *argv[])
{
	if (argc != 4) {
		std::cerr << "usage: faiss recordings clips truth\n";
		return 2;
	}
	omp_set_num_threads(1);
	auto recs = read_peaks(argv[1], 8), clips = read_peaks(argv[2], 8);
	auto truth = read_truth(argv[3]);
	windows ref;
	for (std::size_t i = 0; i < recs.size(); i++)
		ref.add(recs[i], i, ref_step);
	auto n = int64_t(ref.size());
	double hours = double(n) * ref_step / 3600;
	const std::vector<warp> as_is = { { 1, 0 } }, all = axes();

	struct kind {
		const char *factory;
		int probe; // lists of an inverted file
		bool warps;
	};
	const kind kinds[] = {
		{ "PCA128,Flat", 0, false },
		{ "PCA128,HNSW32", 0, false },
		{ "PCA128,IVF1024,SQ8", 16, false },
		{ "PCA128,IVF1024,PQ32", 16, false },
		{ "PCA128,IVF1024,PQ32", 16, true },
		{ "ITQ256,LSH", 0, false },
	};
	for (const kind &k : kinds) {
		double began = now();
		std::unique_ptr<faiss::Index> ix(
		    faiss::index_factory(windows::d, k.factory));
		ix->train(n, ref.x.data());
		ix->add(n, ref.x.data());
		double build = now() - began;
		if (k.probe > 0)
			faiss::ivflib::extract_index_ivf(ix.get())->nprobe = std::size_t(k.probe);
		faiss::VectorIOWriter out;
		faiss::write_index(ix.get(), &out);
		std::vector<float> distance;
		row(std::string(k.factory) + (k.warps ? ", 61 warps" : ""),
		    double(out.data.size()), hours, build, clips, truth, ref, recs,
		    k.warps ? all : as_is,
		    [&](std::size_t m, const float *x,
		        std::vector<int64_t> &to) {
			    distance.resize(m * near);
			    ix->search(int64_t(m), x, near, distance.data(),
			        to.data());
		    });
	}

	// the same bits in an inverted file of binary words
	double began = now();
	faiss::ITQTransform itq(windows::d, 256, true);
	itq.train(n, ref.x.data());
	auto bits = [&](std::size_t m, const float *x) {
		std::unique_ptr<const float[]> y(itq.apply(int64_t(m), x));
		std::vector<uint8_t> b(m * 32, 0);
		for (std::size_t i = 0; i < m * 256; i++)
			b[i / 8] |= uint8_t((y[i] > 0) << i % 8);
		return b;
	};
	auto code = bits(std::size_t(n), ref.x.data());
	faiss::IndexBinaryFlat coarse(256);
	faiss::IndexBinaryIVF ivf(&coarse, 256, 1024);
	ivf.train(n, code.data());
	ivf.add(n, code.data());
	ivf.nprobe = 16;
	double build = now() - began;
	faiss::VectorIOWriter out;
	faiss::write_index_binary(&ivf, &out);
	std::vector<int32_t> distance;
	auto find = [&](std::size_t m, const float *x,
	                std::vector<int64_t> &to) {
		auto b = bits(m, x);
		distance.resize(m * near);
		ivf.search(int64_t(m), b.data(), near, distance.data(),
		    to.data());
	};
	row("ITQ256, binary IVF1024", double(out.data.size()), hours, build, clips,
	    truth, ref, recs, as_is, find);
	return 0;
}
