/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Domain XML: well formed whatever the values, with the required parts. */

#include "domain/domain.h"
#include "hw/display/svga-wire.h"

static void check_well_formed(const char *xml)
{
    static const GMarkupParser parser = { NULL };
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&parser, 0, NULL, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_markup_parse_context_parse(context, xml, -1, &error));
    g_assert_true(g_markup_parse_context_end_parse(context, &error));
    g_assert_no_error(error);
}

static DomainSpec full_spec(void)
{
    DomainSpec spec = {
        .name = "svgalab",
        .emulator = "/opt/qemu",
        .kernel = "/boot/image",
        .initramfs = "/boot/initramfs",
        .command_line = "console=ttyS0 panic=-1",
        .console_path = "/results/console.log",
        .reports_path = "/results/reports.jsonl",
        .memory_mib = 1024,
        .vcpus = 2,
        .channels = TRUE,
    };

    return spec;
}

static void test_full(void)
{
    DomainSpec spec = full_spec();
    g_autofree char *xml = domain_xml(&spec);

    check_well_formed(xml);
    g_assert_nonnull(strstr(xml, "<domain type='qemu'"));
    g_assert_nonnull(strstr(xml, "<memory unit='MiB'>1024</memory>"));
    g_assert_nonnull(strstr(xml, "type='vmvga'"));
    g_assert_nonnull(strstr(xml, SVGA_WIRE_PORT_KTAP));
    g_assert_nonnull(strstr(xml, SVGA_WIRE_PORT_CONTROL));
    g_assert_nonnull(strstr(xml, "<on_poweroff>destroy</on_poweroff>"));
    g_assert_nonnull(strstr(xml, "<suspend-to-mem enabled='yes'/>"));
    g_assert_nonnull(strstr(xml, "name='max_outputs'"));
    g_assert_nonnull(strstr(xml, "name='reports'"));
    g_assert_null(strstr(xml, "<interface"));
    g_assert_null(strstr(xml, "<graphics"));
}

static void test_small(void)
{
    DomainSpec spec = full_spec();
    g_autofree char *xml = NULL;

    spec.kvm = TRUE;
    spec.channels = FALSE;
    spec.reports_path = NULL;
    spec.initramfs = NULL;
    spec.vnc_socket = "/run/vnc";
    xml = domain_xml(&spec);
    check_well_formed(xml);
    g_assert_nonnull(strstr(xml, "<domain type='kvm'"));
    g_assert_null(strstr(xml, "<channel"));
    g_assert_null(strstr(xml, "reports"));
    g_assert_null(strstr(xml, "<initrd>"));
    g_assert_nonnull(strstr(xml, "socket='/run/vnc'"));
}

static void test_escaping(void)
{
    DomainSpec spec = full_spec();
    g_autofree char *xml = NULL;

    spec.kernel = "/a<b>&'\"/image";
    spec.console_path = "/it's/console";
    spec.reports_path = "/a,b'<&/reports";
    spec.command_line = "a=\"<b>\"";
    xml = domain_xml(&spec);
    check_well_formed(xml);
    /* a comma would end the value of a QEMU option */
    g_assert_nonnull(strstr(xml, "path=/a,,b"));
}

/* A user's property stands in the place of ours, and comes once. */
static void test_properties(void)
{
    const char *const properties[] = { "max_outputs=4", "level=<&'>", NULL };
    DomainSpec spec = full_spec();
    g_autofree char *xml = NULL;

    spec.properties = properties;
    xml = domain_xml(&spec);
    check_well_formed(xml);
    g_assert_nonnull(strstr(xml, "<qemu:property name='max_outputs' "
                            "type='unsigned' value='4'/>"));
    g_assert_true(strstr(xml, "'max_outputs'") ==
                  g_strrstr(xml, "'max_outputs'"));
    g_assert_nonnull(strstr(xml, "value='&lt;&amp;&apos;&gt;'"));
    g_assert_nonnull(strstr(xml, "name='reports'"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/domain/full", test_full);
    g_test_add_func("/domain/small", test_small);
    g_test_add_func("/domain/escaping", test_escaping);
    g_test_add_func("/domain/properties", test_properties);
    return g_test_run();
}
