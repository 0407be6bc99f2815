// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* PID 1 of the test guest: runs the cases named by the host, reports them, powers off. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cases.h"
#include "child.h"
#include "control.h"
#include "hw/display/svga-wire.h"
#include "modules.h"
#include "probes.h"
#include "vmw_drm.h"

#define PORTS_DIR "/sys/class/virtio-ports"
#define DRIVER_DIR "/sys/bus/pci/drivers/vmwgfx"
#define PORT_PAUSE_MS 10
#define PORT_TRIES 1000
#define REPLY_SIZE 1024
/* A program that is not in a list of cases. */
#define SELF_CHECK "self_check/all"
#define TAINT_WARN 512ul

static int ktap_fd = -1;
static int control_port = -1;

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	/* If the guest cannot even power off, the panic of PID 1 ends it. */
	exit(EXIT_FAILURE);
}

/* Without the success word on the control port, the host counts a crash. */
static void give_up(const char *what)
{
	printf(SVGA_WIRE_INIT_GAVE_UP "%s: %s\n", what, strerror(errno));
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	power_off();
}

/* For whoever reads the console: nothing else says why the guest ends. */
static void host_is_lost(void)
{
	printf("svgalab init: the host has closed the control port\n");
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	power_off();
}

struct mount_point {
	const char *type;
	const char *path;
	bool optional;		/* a kernel of others may lack it */
};

static void mount_all(void)
{
	static const struct mount_point points[] = {
		{ "devtmpfs", "/dev" },
		{ "proc", "/proc" },
		{ "sysfs", "/sys" },
		{ "tmpfs", "/tmp" },
		{ "debugfs", "/sys/kernel/debug", true },
		{ "tracefs", "/sys/kernel/tracing", true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(points); i++) {
		mkdir(points[i].path, 0755);
		if (mount(points[i].type, points[i].path, points[i].type, 0,
			  NULL) && errno != EBUSY && !points[i].optional)
			give_up(points[i].path);
	}
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		printf("svgalab init: cannot write %s\n", path);
	close(fd);
}

/* A blinking cursor would upload to the screen's surface during cases. */
static void quiet_screen(void)
{
	write_file("/sys/class/graphics/fbcon/cursor_blink", "0");
	write_file("/dev/tty0", "\033[?25l");
}

/* Open the virtio-serial port called @name by the host. */
static int open_port(const char *name)
{
	DIR *dir = opendir(PORTS_DIR);
	struct dirent *entry;
	char path[300], line[64];
	FILE *file;
	int fd = -1;

	while (dir && fd < 0 && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), PORTS_DIR "/%s/name",
			 entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(line, sizeof(line), file)) {
			line[strcspn(line, "\n")] = 0;
			snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
			if (!strcmp(line, name))
				fd = open(path, O_RDWR | O_CLOEXEC);
		}
		fclose(file);
	}
	if (dir)
		closedir(dir);
	return fd;
}

/*
 * The driver reads its ports' names from the device while we are already
 * starting.
 */
static int await_port(const char *name)
{
	const struct timespec pause = { .tv_nsec = PORT_PAUSE_MS * 1000000 };
	int tries, fd = -1;

	for (tries = 0; tries < PORT_TRIES && fd < 0; tries++) {
		if (tries)
			nanosleep(&pause, NULL);
		fd = open_port(name);
	}
	return fd;
}

static void ktap_print(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static void ktap_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(ktap_fd, format, args);
	va_end(args);
}

static long long boot_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* The host's reply to hello. */
struct welcome {
	long long cases;
	long long self_check;	/* seconds for it; 0: no self-check */
};

/* the write blocks until the host has opened its end */
static void say_hello(struct welcome *welcome)
{
	struct json_line line = { 0 };
	struct utsname names;
	char reply[REPLY_SIZE];

	uname(&names);
	json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_HELLO "\",\"protocol\":%d,\"release\":",
		    SVGA_WIRE_CONTROL_VERSION);
	json_string(&line, names.release);
	json_printf(&line, ",\"driver\":%s",
		    access(DRIVER_DIR, F_OK) ? "false" : "true");
	json_printf(&line, ",\"boot_ms\":%lld,\"probes\":",
		    boot_milliseconds());
	probes_install(&line);
	json_printf(&line, "}");
	if (control_request(line.text, reply, sizeof(reply)) ||
	    !json_get_number(reply, "cases", &welcome->cases))
		give_up("no answer to hello");
	json_get_number(reply, "self_check", &welcome->self_check);
	json_free(&line);
}

static unsigned long read_number(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long value = 0;

	if (!file || fscanf(file, "%lu", &value) != 1)
		give_up(path);
	fclose(file);
	return value;
}

static unsigned long taint(void)
{
	return read_number("/proc/sys/kernel/tainted");
}

/* The taint of the first warning would hide all others, so they are counted. */
static unsigned long warnings(void)
{
	return read_number("/sys/kernel/warn_count");
}

/* Print the result of a case. */
static void report(long long number, const struct child_result *result,
		   const char *name)
{
	switch (result->end) {
	case CHILD_PASSED:
	case CHILD_WARNED:
		ktap_print("ok %lld %s\n", number, name);
		break;
	case CHILD_SKIPPED:
		ktap_print("ok %lld %s # SKIP %s\n", number, name,
			   result->last_line);
		break;
	default:
		if (result->end == CHILD_TIMED_OUT)
			ktap_print("# timed out\n");
		if (result->end == CHILD_KILLED)
			ktap_print("# killed by signal %d (%s)\n",
				   result->status, strsignal(result->status));
		ktap_print("not ok %lld %s\n", number, name);
	}
}

/*
 * The last close of the device makes the kernel redraw its whole console, which
 * takes long compared to most cases. So keep one more user, except for cases
 * that need that redraw, or that the device is nobody else's.
 */
static void hold_device(bool hold)
{
	static int held = -1;

	if (hold && held < 0) {
		held = vmw_drm_open(O_RDWR);
	} else if (!hold && held >= 0) {
		close(held);
		held = -1;
	}
}

/* The host's answer to next. */
struct turn {
	char name[256];
	long long timeout;	/* seconds */
	long long seed;
	bool sole;		/* nobody else may have the device open */
};

/* Returns false if the kernel can no longer be trusted. */
static bool run_case(long long number, const struct turn *turn)
{
	const char *name = turn->name;
	unsigned long taint_before = taint(), warnings_before = warnings();
	unsigned long tainted;
	struct child_result result;

	/* For readers of the console: what follows belongs to this case. */
	printf(SVGA_WIRE_CASE_MARK "%s\n", name);
	fflush(stdout);
	hold_device(!turn->sole);
	if (child_run(name, turn->timeout, control_port, ktap_fd, &result) < 0)
		give_up(name);
	if (result.end == CHILD_HOST_GONE)
		host_is_lost();
	tainted = taint() ^ taint_before;
	if (result.end == CHILD_WARNED) {
		tainted &= ~TAINT_WARN;
	} else if (warnings() != warnings_before) {
		ktap_print("# the kernel warned\n");
		tainted |= TAINT_WARN;
	}
	if (tainted) {
		ktap_print("# kernel taint went from %lu to %lu\n",
			   taint_before, taint());
		result.end = CHILD_FAILED;
	}
	report(number, &result, name);
	return !tainted;
}

/*
 * Before the first case, the host must know which probes are reliable. The
 * program reports its own result; without one, the host relies on none.
 */
static void check_probes(long long timeout)
{
	struct child_result result;

	hold_device(true);
	if (child_run(SELF_CHECK, timeout, control_port, ktap_fd, &result) < 0)
		give_up(SELF_CHECK);
	if (result.end == CHILD_HOST_GONE)
		host_is_lost();
}

/* Returns false if the host has no more cases. */
static bool next_turn(struct turn *turn)
{
	char reply[REPLY_SIZE];
	bool done = false;

	if (control_request("{\"op\":\"" SVGA_WIRE_OP_NEXT "\"}", reply, sizeof(reply)))
		give_up("the host is gone");
	if (json_get_bool(reply, "done", &done) && done)
		return false;
	if (!json_get_string(reply, "case", turn->name, sizeof(turn->name)) ||
	    !json_get_number(reply, "timeout", &turn->timeout) ||
	    !json_get_number(reply, "seed", &turn->seed) ||
	    !json_get_bool(reply, "sole", &turn->sole))
		give_up("bad answer to next");
	return true;
}

/* Returns true if the host had no more cases. */
static bool run_cases(void)
{
	long long number = 1;
	struct turn turn;
	char text[24];

	for (; next_turn(&turn); number++) {
		snprintf(text, sizeof(text), "%lld", turn.seed);
		setenv(SEED_VARIABLE, text, 1);
		if (!run_case(number, &turn))
			return false;
	}
	return true;
}

static void say_finish(bool complete)
{
	struct json_line line = { 0 };
	char reply[REPLY_SIZE];

	json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_FINISH "\",\"taint\":%lu,\"complete\":%s}",
		    taint(), complete ? "true" : "false");
	control_request(line.text, reply, sizeof(reply));
	json_free(&line);
}

int main(void)
{
	struct welcome welcome = { 0 };

	mount_all();
	modules_load();
	quiet_screen();
	ktap_fd = await_port(SVGA_WIRE_PORT_KTAP);
	control_port = await_port(SVGA_WIRE_PORT_CONTROL);
	if (ktap_fd < 0 || control_port < 0)
		give_up("CONFIG_VIRTIO_PCI, CONFIG_VIRTIO_CONSOLE: no ports");
	control_open(control_port);

	say_hello(&welcome);
	ktap_print("KTAP version 1\n1..%lld\n", welcome.cases);
	if (welcome.self_check)
		check_probes(welcome.self_check);
	say_finish(run_cases());
	power_off();
}
