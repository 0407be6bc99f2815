// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Probes on the walk's helpers and on vmwgfx's tracker. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases.h"
#include "probes.h"

struct probe {
	const char *name;
	char type;		/* p: at entry, r: at return */
	const char *function;
	const char *fields;
};

/*
 * A name in braces is a member of a structure and stands for the member's
 * offset in the running kernel. guest-kernel/layout.sh reads this list, too.
 * The bitmap is the last member of vmw_bo_dirty, and the helper is given no
 * other bitmap. 64 words of it cover 16 MiB of pages; the host ignores what
 * lies behind a shorter one.
 */
#define START(vma) "start={vm_area_struct.vm_start}(" vma ")"
#define END(vma) "end={vm_area_struct.vm_end}(" vma ")"
#define PGOFF(vma) "pgoff={vm_area_struct.vm_pgoff}(" vma ")"
#define WALK_VMA(walk) "{mm_walk.vma}(" walk ")"
#define SID(resource) "sid={vmw_resource.id}(" resource "):u32"
#define METHOD(bitmap) "method={vmw_bo_dirty.method-bitmap}(" bitmap "):u32"
#define BITS(bitmap) "bits=+0(" bitmap "):x64[64]"

static const struct probe probes[] = {
	{ "protect", 'r', "wp_shared_mapping_range",
	  "first=$arg2 nr=$arg3 marked=$retval" },
	{ "clean", 'r', "clean_record_shared_mapping_range",
	  "first=$arg2 nr=$arg3 base=$arg4 marked=$retval " METHOD("$arg5") " " BITS("$arg5") },
	{ "visit", 'p', "wp_clean_pre_vma",
	  "from=$arg1 to=$arg2 " START(WALK_VMA("$arg3")) " " PGOFF(WALK_VMA("$arg3")) },
	{ "fault", 'p', "vmw_bo_vm_mkwrite", "pgoff={vm_fault.pgoff}($arg1)" },
	{ "scan", 'p', "vmw_bo_dirty_scan", "" },
	{ "range", 'p', "vmw_resource_dirty_update", SID("$arg1") " first=$arg2 end=$arg3" },
	{ "sync", 'p', "vmw_surface_dirty_sync", SID("$arg1") },
	{ "unmap", 'p', "unmap_mapping_range", "start=$arg2 length=$arg3" },
	{ "close", 'p', "ttm_bo_vm_close", START("$arg1") " " END("$arg1") " " PGOFF("$arg1") },
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

bool probes_fill(const char *fields, const struct layout *layout, char *text,
		 size_t size)
{
	size_t length = 0;

	while (*fields) {
		size_t plain = strcspn(fields, "{"), end;
		char member[128];
		long offset;

		if (plain >= size - length)
			return false;
		memcpy(text + length, fields, plain);
		length += plain;
		fields += plain;
		if (!*fields)
			break;
		end = strcspn(fields, "}");
		snprintf(member, sizeof(member), "%.*s", (int)end - 1,
			 fields + 1);
		if (!fields[end] || !layout_find(layout, member, &offset))
			return false;
		length += snprintf(text + length, size - length, "%+ld",
				   offset);
		if (length >= size)
			return false;
		fields += end + 1;
	}
	text[length] = 0;
	return true;
}

static int install(const struct probe *probe, const struct layout *layout)
{
	char fields[256], text[512], path[128];
	int ret;

	if (!probes_fill(probe->fields, layout, fields, sizeof(fields)))
		return -ENODATA;
	snprintf(text, sizeof(text), "%c:" PROBES_GROUP "/%s %s %s",
		 probe->type, probe->name, probe->function, fields);
	ret = write_once(TRACEFS "/kprobe_events", O_APPEND, text);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), PROBES_INSTANCE "/events/" PROBES_GROUP
		 "/%s/enable", probe->name);
	return write_once(path, 0, "1");
}

void probes_install(struct json_line *line)
{
	struct layout layout = { 0 };
	const char *comma = "";
	size_t i;

	layout_load(&layout);
	json_printf(line, "[");
	mkdir(PROBES_INSTANCE, 0755);
	/*
	 * The order of the records matters, not their times: any clock that
	 * measures time, even one shared by all CPUs, sometimes puts a later
	 * record of one CPU before an earlier one of another.
	 */
	write_once(PROBES_INSTANCE "/trace_clock", 0, "counter");
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		int ret = install(&probes[i], &layout);

		if (ret) {
			printf("svgalab init: no probe on %s: %s\n",
			       probes[i].function, strerror(-ret));
			continue;
		}
		json_printf(line, "%s\"%s\"", comma, probes[i].name);
		comma = ",";
	}
	json_printf(line, "]");
	layout_free(&layout);
}
