/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A running guest: start, events, queries, end. */

#include "domain/guest.h"

#include "domain/vir.h"
#include "hw/display/svga-wire.h"

struct Guest {
    virDomainPtr domain;
    Channel *ktap;
    Channel *control;
    GuestCallbacks callbacks;
    gpointer opaque;
    int lifecycle;          /* id of the event callback, -1: none */
};

static void guest_ktap_line(const char *line, gpointer opaque)
{
    Guest *guest = opaque;

    guest->callbacks.ktap_line(line, guest->opaque);
}

static void guest_ktap_closed(const char *reason, gpointer opaque)
{
    /* Both ports close together; the control port reports it. */
}

static void guest_control_line(const char *line, gpointer opaque)
{
    Guest *guest = opaque;

    guest->callbacks.control_line(line, guest->opaque);
}

static void guest_control_closed(const char *reason, gpointer opaque)
{
    Guest *guest = opaque;

    guest->callbacks.control_closed(reason, guest->opaque);
}

static gboolean guest_open_channels(Guest *guest, GError **error)
{
    static const ChannelCallbacks ktap = {
        guest_ktap_line, guest_ktap_closed,
    };
    static const ChannelCallbacks control = {
        guest_control_line, guest_control_closed,
    };

    guest->ktap = channel_open(guest->domain, SVGA_WIRE_PORT_KTAP, &ktap,
                               guest, error);
    if (!guest->ktap) {
        return FALSE;
    }
    guest->control = channel_open(guest->domain, SVGA_WIRE_PORT_CONTROL,
                                  &control, guest, error);
    return guest->control != NULL;
}

static int guest_lifecycle(virConnectPtr connection, virDomainPtr domain,
                           int event, int detail, void *opaque)
{
    Guest *guest = opaque;

    if (event == VIR_DOMAIN_EVENT_PMSUSPENDED) {
        guest->callbacks.asleep(guest->opaque);
    }
    return 0;
}

static gboolean guest_listen(Guest *guest, GError **error)
{
    virConnectPtr connection = virDomainGetConnect(guest->domain);

    guest->lifecycle = virConnectDomainEventRegisterAny(
        connection, guest->domain, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        VIR_DOMAIN_EVENT_CALLBACK(guest_lifecycle), guest, NULL);
    if (guest->lifecycle < 0) {
        vir_set_error(error, "no events of the guest");
        return FALSE;
    }
    return guest_open_channels(guest, error);
}

/*
 * An external daemon sees us die, and ends the guest then. The embedded driver
 * dies with us; there, the domain is persistent until guest_free() has released
 * the channels. A transient domain would vanish with its QEMU, in a thread of
 * libvirt's that takes the locks of channels and streams in the opposite order
 * of a thread that ends a stream at the same moment: deadlock. This was seen
 * once.
 */
static virDomainPtr guest_create(Embed *embed, const char *xml,
                                 GError **error)
{
    virConnectPtr connection = embed_connection(embed);
    g_autoptr(virDomain) domain = NULL;

    if (embed_is_remote(embed)) {
        domain = virDomainCreateXML(connection, xml, VIR_DOMAIN_START_PAUSED |
                                    VIR_DOMAIN_START_AUTODESTROY);
    } else {
        domain = virDomainDefineXML(connection, xml);
    }
    if (!domain ||
        (!embed_is_remote(embed) &&
         virDomainCreateWithFlags(domain, VIR_DOMAIN_START_PAUSED) < 0)) {
        vir_set_error(error, "the guest does not start");
        if (domain) {
            virDomainUndefine(domain);
        }
        return NULL;
    }
    return g_steal_pointer(&domain);
}

Guest *guest_start(Embed *embed, const DomainSpec *spec,
                   const GuestCallbacks *callbacks, gpointer opaque,
                   GError **error)
{
    g_autoptr(Guest) guest = g_new0(Guest, 1);
    g_autofree char *xml = domain_xml(spec);

    if (callbacks) {
        guest->callbacks = *callbacks;
    }
    guest->lifecycle = -1;
    guest->opaque = opaque;
    guest->domain = guest_create(embed, xml, error);
    if (!guest->domain) {
        return NULL;
    }
    if (spec->channels && !guest_listen(guest, error)) {
        return NULL;
    }
    if (virDomainResume(guest->domain) < 0) {
        vir_set_error(error, "the guest does not start");
        return NULL;
    }
    return g_steal_pointer(&guest);
}

virDomainPtr guest_domain(Guest *guest)
{
    return guest->domain;
}

gboolean guest_is_running(Guest *guest)
{
    return virDomainIsActive(guest->domain) == 1;
}

gboolean guest_wake_up(Guest *guest, GError **error)
{
    if (virDomainPMWakeup(guest->domain, 0) < 0) {
        vir_set_error(error, "the guest cannot be woken up");
        return FALSE;
    }
    return TRUE;
}

void guest_reply(Guest *guest, const char *line)
{
    if (guest->control) {
        channel_send(guest->control, line);
    }
}

JsonNode *guest_get_property(Guest *guest, const char *name, GError **error)
{
    JsonObject *arguments = json_object_new();
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);

    json_object_set_string_member(arguments, "path", DOMAIN_DEVICE_PATH);
    json_object_set_string_member(arguments, "property", name);
    json_node_take_object(node, arguments);
    return vir_monitor_command(guest->domain, "qom-get", node, error);
}

gboolean guest_set_property(Guest *guest, const char *name, const char *value,
                            GError **error)
{
    JsonObject *arguments = json_object_new();
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    g_autoptr(JsonNode) reply = NULL;

    json_object_set_string_member(arguments, "path", DOMAIN_DEVICE_PATH);
    json_object_set_string_member(arguments, "property", name);
    json_object_set_string_member(arguments, "value", value);
    json_node_take_object(node, arguments);
    reply = vir_monitor_command(guest->domain, "qom-set", node, error);
    return reply != NULL;
}

gboolean guest_read_memory(Guest *guest, guint64 gpa, gpointer bytes,
                           gsize length)
{
    return guest_is_running(guest) &&
           virDomainMemoryPeek(guest->domain, gpa, length, bytes,
                               VIR_MEMORY_PHYSICAL) == 0;
}

void guest_free(Guest *guest)
{
    g_clear_pointer(&guest->ktap, channel_free);
    g_clear_pointer(&guest->control, channel_free);
    if (guest->lifecycle >= 0) {
        virConnectDomainEventDeregisterAny(virDomainGetConnect(guest->domain),
                                           guest->lifecycle);
    }
    if (guest->domain) {
        if (guest_is_running(guest)) {
            virDomainDestroy(guest->domain);
        }
        if (virDomainIsPersistent(guest->domain) == 1) {
            virDomainUndefine(guest->domain);
        }
        virDomainFree(guest->domain);
    }
    g_free(guest);
}
