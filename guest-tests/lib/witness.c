// SPDX-License-Identifier: GPL-2.0
/* The kernel's own records of a case: probes on the walk's helpers and on vmwgfx's tracker. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases.h"
#include "control.h"
#include "witness.h"

#define TRACEFS "/sys/kernel/tracing"
#define GROUP "svgalab"
/* A buffer of its own: nothing else that is traced gets between. */
#define INSTANCE TRACEFS "/instances/" GROUP

/* A request for the host is cut when it has got this long. */
#define REQUEST_SIZE (128 * 1024)

/* What a marker written by a program looks like in the buffer. */
#define NOTE_EVENT "tracing_mark_write"

struct probe {
	const char *name;
	char type;		/* p: at entry, r: at return */
	const char *function;
	const char *fields;
};

/*
 * Offsets into structures are those of x86-64 with per-VMA locks. No other
 * option of the kernel moves them: id in vmw_resource, pgoff in vm_fault,
 * vm_start, vm_end and vm_pgoff in vm_area_struct, vma in mm_walk, and method
 * in vmw_bo_dirty, 16 bytes before the bitmap. 64 words of the bitmap are
 * 16 MiB of pages; what lies behind a shorter one is ignored by the host.
 */
#define BITMAP_FIELDS "method=-16($arg5):u32 bits=+0($arg5):x64[64]"

static const struct probe probes[] = {
	{ "protect", 'r', "wp_shared_mapping_range",
	  "first=$arg2 nr=$arg3 marked=$retval" },
	{ "clean", 'r', "clean_record_shared_mapping_range",
	  "first=$arg2 nr=$arg3 base=$arg4 marked=$retval " BITMAP_FIELDS },
	{ "visit", 'p', "wp_clean_pre_vma",
	  "from=$arg1 to=$arg2 start=+0(+24($arg3)) pgoff=+120(+24($arg3))" },
	{ "fault", 'p', "vmw_bo_vm_mkwrite", "pgoff=+16($arg1)" },
	{ "scan", 'p', "vmw_bo_dirty_scan", "" },
	{ "range", 'p', "vmw_resource_dirty_update",
	  "sid=+16($arg1):u32 first=$arg2 end=$arg3" },
	{ "sync", 'p', "vmw_surface_dirty_sync", "sid=+16($arg1):u32" },
	{ "unmap", 'p', "unmap_mapping_range", "start=$arg2 length=$arg3" },
	{ "close", 'p', "ttm_bo_vm_close",
	  "start=+0($arg1) end=+8($arg1) pgoff=+120($arg1)" },
};

static int write_once(const char *path, int flags, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static int install(const struct probe *probe)
{
	char text[256], path[128];
	int ret;

	snprintf(text, sizeof(text), "%c:" GROUP "/%s %s %s", probe->type,
		 probe->name, probe->function, probe->fields);
	ret = write_once(TRACEFS "/kprobe_events", O_APPEND, text);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), INSTANCE "/events/" GROUP "/%s/enable",
		 probe->name);
	return write_once(path, 0, "1");
}

void witness_install(struct json_line *line)
{
	const char *comma = "";
	size_t i;

	json_printf(line, "[");
	mkdir(INSTANCE, 0755);
	/* One clock for all CPUs, or their records could not be sorted. */
	write_once(INSTANCE "/trace_clock", 0, "global");
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		int ret = install(&probes[i]);

		if (ret) {
			printf("svgalab init: no probe on %s: %s\n",
			       probes[i].function, strerror(-ret));
			continue;
		}
		json_printf(line, "%s\"%s\"", comma, probes[i].name);
		comma = ",";
	}
	json_printf(line, "]");
}

void witness_note(const char *format, ...)
{
	static int fd = -1;
	char text[128];
	va_list args;
	int length;

	if (fd < 0)
		fd = open(INSTANCE "/trace_marker", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (length > 0 && write(fd, text, length) < 0)
		printf("no note in the trace: %s\n", strerror(errno));
}

/* Everything that is there, as one string; NULL without probes. */
static char *read_trace(void)
{
	static int fd = -1;
	size_t size = 1 << 16, length = 0;
	char *text;

	if (fd < 0)
		fd = open(INSTANCE "/trace_pipe",
			  O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	text = fd < 0 ? NULL : malloc(size);
	while (text) {
		ssize_t n = read(fd, text + length, size - 1 - length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		length += n;
		if (length > size / 2)
			text = realloc(text, size *= 2);
	}
	if (text)
		text[length] = 0;
	return text;
}

/* A bitmap's list of words has as many zeros behind it as fit. */
static void cut_zeros(char *text)
{
	static const char zero[] = ",0x0";
	size_t length = strlen(text), cut = strlen(zero);

	if (!length || text[length - 1] != '}')
		return;
	while (length > cut &&
	       !strncmp(text + length - 1 - cut, zero, cut))
		length -= cut;
	text[length - 1] = '}';
	text[length] = 0;
}

/*
 * "  comm-PID  [CPU] flags  time: EVENT: (place) FIELDS" becomes "PID EVENT
 * FIELDS", a note "PID TEXT", and anything else, such as the kernel's word
 * that it dropped records, "0 lost".
 */
static void append_record(struct json_line *line, const char *comma, char *record)
{
	char *cpu = strstr(record, " [");
	char *event = cpu ? strstr(cpu, ": ") : NULL;
	char *fields = event ? strstr(event + 2, ": ") : NULL;
	char *pid = cpu;
	char text[2048];

	if (!fields) {
		json_printf(line, "%s\"0 lost\"", comma);
		return;
	}
	while (pid > record && pid[-1] != '-')
		pid--;
	event += 2;
	*fields = 0;
	fields += 2;
	if (!strcmp(event, NOTE_EVENT)) {
		snprintf(text, sizeof(text), "%d %s", atoi(pid), fields);
	} else {
		char *end = strchr(fields, ')');

		snprintf(text, sizeof(text), "%d %s%s", atoi(pid), event,
			 end ? end + 1 : "");
		cut_zeros(text);
	}
	json_printf(line, "%s", comma);
	json_string(line, text);
}

static int send_request(struct json_line *line)
{
	int ret;

	json_printf(line, "]}");
	ret = control_tell(line->text);
	json_free(line);
	return ret;
}

static int send_trace(char *trace)
{
	struct json_line line = { 0 };
	char *record, *rest;
	int ret = 0;

	for (record = strtok_r(trace, "\n", &rest); record && !ret;
	     record = strtok_r(NULL, "\n", &rest)) {
		const bool first = !line.length;

		if (first)
			json_printf(&line, "{\"op\":\"records\",\"records\":[");
		append_record(&line, first ? "" : ",", record);
		if (line.length > REQUEST_SIZE)
			ret = send_request(&line);
	}
	if (!ret && line.length)
		ret = send_request(&line);
	json_free(&line);
	return ret;
}

int witness_send(void)
{
	char *trace = read_trace();
	int ret = trace ? send_trace(trace) : 0;

	free(trace);
	return ret;
}
