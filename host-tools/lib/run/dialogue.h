/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Answers the guest's requests on the control port. */

#ifndef SVGALAB_DIALOGUE_H
#define SVGALAB_DIALOGUE_H

#include "domain/control.h"
#include "run/session.h"

/* The operations, with a Session as their argument. */
extern const ControlOp dialogue_ops[];

/* The guest is suspended: wake it up if a case announced it, else fail. */
void dialogue_take_sleep(Session *session);

#endif
