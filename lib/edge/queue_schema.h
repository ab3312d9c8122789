/* queue_schema.h - the files of sql/, in order, line by line; made by make */

#ifndef QUEUE_SCHEMA_H
#define QUEUE_SCHEMA_H

extern const char *const queue_schema[]; /* NULL-ended */

#endif
