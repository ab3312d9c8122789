#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>

#include "base/base64.h"
#include "base/memstream.h"
#include "base/sg.h"
#include "edge/json.h"
#include "edge/jwt.h"

/* The signature of text in sig, of at most size bytes; its length or 0. */
static size_t
sign(EVP_PKEY *key, const char *text, unsigned char *sig, size_t size)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	size_t n = size;

	if (md == NULL ||
	    EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) != 1 ||
	    EVP_DigestSign(
		md, sig, &n, (const unsigned char *)text, strlen(text)) != 1)
		n = 0;
	EVP_MD_CTX_free(md);
	return n;
}

char *
jwt_sign(const char *header, const char *claims, const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = NULL;
	unsigned char sig[1024]; /* RSA of 8192 bits */
	char none[] = ""; /* passphrase: do not ask the terminal for one */
	size_t h = strlen(header), c = strlen(claims), n = 0, at;
	char *text = xreallocarray(
	    NULL, BASE64_SIZE(h) + BASE64_SIZE(c) + BASE64_SIZE(sizeof sig), 1);

	if (bio != NULL)
		key = PEM_read_bio_PrivateKey(bio, NULL, NULL, none);
	base64_url_put(text, header, h);
	at = strlen(text);
	text[at++] = '.';
	base64_url_put(text + at, claims, c);
	if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		n = sign(key, text, sig, sizeof sig);
	at = strlen(text);
	text[at++] = '.';
	base64_url_put(text + at, sig, n);
	EVP_PKEY_free(key);
	BIO_free(bio);
	if (n > 0)
		return text;
	free(text);
	return NULL;
}

char *
jwt_object(const char *const *pair, time_t now, int life_s)
{
	struct memstream m;
	struct json_line l;
	char *text;

	json_begin(&l);
	for (; *pair != NULL; pair += 2)
		if (pair[1] != NULL)
			json_text(&l, pair[0], pair[1]);
	if (now > 0) {
		json_number(&l, "iat", (double)now, 0);
		json_number(&l, "exp", (double)(now + life_s), 0);
	}
	json_end(&l, memstream_open(&m));
	text = memstream_close(&m);
	text[strcspn(text, "\n")] = '\0';
	return text;
}
