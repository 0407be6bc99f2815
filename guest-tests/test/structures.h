/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Structures whose members the layout test looks up. */

#ifndef GUEST_TESTS_STRUCTURES_H
#define GUEST_TESTS_STRUCTURES_H

enum method {
	METHOD_FIRST,
	METHOD_LAST,
};

union number {
	int whole;
	float part;
};

/* anonymous and const, as in the kernel */
struct area {
	char pad[24];
	union {
		struct {
			unsigned long start;
			unsigned long end;
		};
		const struct {
			void *head;
			void (*callback)(struct area *area, int count);
		};
	};
	const struct {
		short gap;
		unsigned long pgoff;
	};
	union number named;
	unsigned int low : 5;
	unsigned int high : 3;
	unsigned int whole : 8;
	long last;
};

struct tracker {
	unsigned long *pointer;
	enum method method;
	unsigned long moved_by[3];
	unsigned long bitmap[];
};

struct walk {
	struct tracker *tracker;
	struct area *area;
	long table[4];
};

#endif
