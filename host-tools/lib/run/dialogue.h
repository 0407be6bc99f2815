/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What the guest is answered on its control port. */

#ifndef SVGALAB_DIALOGUE_H
#define SVGALAB_DIALOGUE_H

#include "domain/control.h"
#include "run/session.h"

/* The operations; of a Session. */
extern const ControlOp dialogue_ops[];

/* The guest sleeps: wake it up if a case wanted that, else it is an error. */
void dialogue_take_sleep(Session *session);

#endif
