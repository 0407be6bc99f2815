/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run's results as JSON, for other programs. */

/*
 * Keys are stable: within one "schema" number they are added to, never
 * renamed or removed.
 *
 *  schema        1
 *  verdict       "pass", "fail", "crash", "error" or "nothing"
 *  verdict_text  the last line of the run, without "verdict: "
 *  exit_code     the tool's
 *  started       UTC, ISO 8601
 *  duration_ms   of the whole run
 *  environment   {kernel, kernel_version, release, boot_ms, accelerator,
 *                accelerator_reason, device_level, libvirt_version, uri, qemu,
 *                qemu_version}, those that are known
 *  reproduce     {svgalab, qemu}: command lines
 *  summary       {selected, passed, failed, expected_failures,
 *                unexpected_passes, skipped, crashed, not_run}
 *  device        the device's counters at the end, by their property's name
 *  cases         [{name, outcome, reason?, tries, duration_ms, diagnostics,
 *                audits}]; outcome is "pass", "fail", "xfail", "xpass", "skip"
 *                or "crash"
 *    audits      [{seq, clean, blame?, stale_bytes, detail?, surfaces}]; blame
 *                is "guest" or "device"
 *      surfaces  [{tag, sid, format, size, pages, written_pages,
 *                reported_pages, stale_pages, map?, lost}]
 *        lost    [{first_page, last_page, bytes, blame, reported, stored}]:
 *                reported FALSE says that no report covered these pages
 *  screenshots   [{case, file, width, height, colours}]
 *  failure       {code, message}, only when the run as a whole failed
 */

#ifndef SVGALAB_RESULTS_JSON_H
#define SVGALAB_RESULTS_JSON_H

#include <glib.h>

#include "results.h"
#include "verdict.h"

/* The whole document, indented, with a line end. */
char *results_to_json(const Results *results, const Verdict *verdict);

#endif
