/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* How a session ends: the last picture, counters, what must be right then. */

#ifndef SVGALAB_FINISH_H
#define SVGALAB_FINISH_H

#include "run/session.h"

/* The success word, once the last result is in. */
void session_finish(Session *session);

#endif
