/*
 * Any bytes as what a server answers: there is a status, a body of some length and
 * headers, or one line that says why not. libcurl takes it apart (a folded header's value
 * may hold a line's end); a thread of ours is the server, on loopback.
 */

#include <arpa/inet.h>
#include <math.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edge/http.h"
#include "edge/range.h"
#include "fuzz.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10"
		  "\r\nContent-Length: 5\r\n\r\nabcde"),
	FUZZ_SEED("HTTP/1.1 503 Busy\r\nRetry-After: 3\r\n\r\n"),
	FUZZ_SEED("HTTP/1.1 200 OK\r\n\tRange: bytes=0-1\r\n\r\n"), /* folded */
	FUZZ_SEED("HTTP/1.1 503 Busy\r\nRetry-After: -3\r\n\r\n"),
	FUZZ_SEED("HTTP/1.1 308 Resume\r\nRange: bytes=0-41\r\n"
		  "Content-Length: 0\r\n\r\n"),
	FUZZ_SEED(
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
	    "Location: http://127.0.0.1/x\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"),
	FUZZ_SEED("HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
		  "\37\213\10\0\0\0\0\0\2\3\3\0\0\0\0\0\0\0\0\0"),
	FUZZ_SEED("HTTP/1.1 429 Slow\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 "
		  "GMT\r\nMetadata-Flavor: Google\r\n\r\n"),
	FUZZ_SEED("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 301 Moved\r\n"
		  "Location: file:///etc/passwd\r\n\r\n"),
	FUZZ_SEED("HTTP/1.1 2222222222222 OK\r\nContent-Length: 0\r\n\r\n"),
	{ NULL, 0 }
};

static struct {
	pthread_mutex_t lock;
	int fd;
	const uint8_t *data;
	size_t size;
} server = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1 };

static void *
serve(void *arg)
{
	char asked[4096];
	int fd;

	(void)arg;
	for (;;) {
		fd = accept(server.fd, NULL, NULL);
		MUST(fd >= 0);
		if (recv(fd, asked, sizeof asked, 0) > 0) {
			pthread_mutex_lock(&server.lock);
			send(fd, server.data, server.size, MSG_NOSIGNAL);
			pthread_mutex_unlock(&server.lock);
		}
		close(fd);
	}
	return NULL;
}

static void
answers(const uint8_t *data, size_t size)
{
	pthread_mutex_lock(&server.lock);
	server.data = data;
	server.size = size;
	pthread_mutex_unlock(&server.lock);
}

static void
start(struct http *h, char url[static 40])
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct retry once = { .tries = 1, .connect_s = 5, .total_s = 5 };
	socklen_t n = sizeof at;
	pthread_t t;

	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	MUST(bind(server.fd, (struct sockaddr *)&at, n) == 0);
	MUST(listen(server.fd, 8) == 0);
	MUST(getsockname(server.fd, (struct sockaddr *)&at, &n) == 0);
	snprintf(url, 40, "http://127.0.0.1:%d/", ntohs(at.sin_port));
	MUST(http_open(h, "fuzz", &once, NULL) == 0);
	MUST(pthread_create(&t, NULL, serve, NULL) == 0);
	pthread_detach(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "Content-Range", "Range",
		"Location", "Metadata-Flavor" };
	static char url[40];
	static struct http h;
	struct http_request q = { .what = "fuzz",
		.method = "GET",
		.url = url,
		.packed = true,
		.direct = true };
	const char *value;
	uint64_t n;
	size_t i;

	if (server.fd < 0)
		start(&h, url);
	answers(data, size);
	if (http_do(&h, &q) < 0) {
		must_be_a_line(h.err);
	} else {
		MUST(h.reply.status >= 100 && h.reply.status < 1000);
		MUST(h.reply.body[h.reply.len] == '\0');
	}
	MUST(isfinite(h.reply.after_s) && h.reply.after_s >= 0);
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		value = http_header(&h, names[i], 0);
		if (value == NULL)
			continue;
		range_begin(value, &n);
		range_stored(value, &n);
	}
	answers(NULL, 0); /* whoever asks now, asks again */
	return 0;
}
