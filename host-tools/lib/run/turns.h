/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Hands cases to a guest, and takes their result lines. */

#ifndef SVGALAB_TURNS_H
#define SVGALAB_TURNS_H

#include "run/session.h"

/* Hand out the next case, or tell init that there is none. */
void turns_next(Session *session);

/* Take one line of the guest's KTAP. */
void turns_take_ktap(Session *session, const char *line);

/* The current case gets no result line, since the guest did not survive. */
void turns_abandon(Session *session, const char *reason);

#endif
