#include "base/memstream.h"
#include "base/sg.h"

FILE *
memstream_open(struct memstream *m)
{
	*m = (struct memstream) { 0 };
	if ((m->fp = open_memstream(&m->text, &m->n)) == NULL)
		no_memory();
	return m->fp;
}

char *
memstream_close(struct memstream *m)
{
	int failed = ferror(m->fp);

	if (fclose(m->fp) != 0 || failed || m->text == NULL)
		no_memory();
	return m->text;
}
