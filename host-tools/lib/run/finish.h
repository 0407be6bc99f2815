/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The end of a session: last picture, counters, final checks. */

#ifndef SVGALAB_FINISH_H
#define SVGALAB_FINISH_H

#include "run/session.h"

/* Handles the success word, after the last result has arrived. */
void session_finish(Session *session);

#endif
