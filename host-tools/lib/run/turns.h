/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Cases of a guest: handed out, their result lines taken in. */

#ifndef SVGALAB_TURNS_H
#define SVGALAB_TURNS_H

#include "run/session.h"

/* Hand the next case out, or tell the init that there is none. */
void turns_next(Session *session);

/* One line of the guest's KTAP. */
void turns_take_ktap(Session *session, const char *line);

/* The current case will have no result line: the guest did not survive. */
void turns_abandon(Session *session, const char *reason);

#endif
