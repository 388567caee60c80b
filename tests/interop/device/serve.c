/* The line: a pty, one loop, and what comes from outside of it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "device.h"
#include "tools.h"

struct server {
	struct device *device;
	struct smp_reader reader;
	int master, slave, signals;
	char name[128];
	char line[256];   /* of control */
	size_t n;
	bool control;
};

/* The slave stays open here, so that the master never hangs up. */
static bool open_pty(struct server *s)
{
	struct termios t;
	s->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (s->master < 0 || grantpt(s->master) || unlockpt(s->master) ||
	    ptsname_r(s->master, s->name, sizeof s->name))
		return false;
	s->slave = open(s->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (s->slave < 0 || tcgetattr(s->slave, &t))
		return false;
	cfmakeraw(&t);
	return tcsetattr(s->slave, TCSANOW, &t) == 0 && fcntl(s->master, F_SETFL, O_NONBLOCK) == 0;
}

static bool open_link(const struct server *s, const char *link)
{
	if (!link)
		return true;
	return (unlink(link) == 0 || errno == ENOENT) && symlink(s->name, link) == 0;
}

static bool open_signals(struct server *s)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return false;
	s->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return s->signals >= 0;
}

/* An answer that nobody reads for two seconds is given up: the host repeats (8.1). */
static void send_all(const struct server *s, struct span data)
{
	struct pollfd wait = {s->master, POLLOUT, 0};
	while (data.n) {
		ssize_t n = write(s->master, data.p, data.n);
		if (n < 0 && errno == EAGAIN && poll(&wait, 1, 2000) > 0)
			continue;
		if (n <= 0)
			return;
		data.p += n;
		data.n -= (size_t)n;
	}
}

static void answer(struct server *s, struct smp_header *h, struct span payload)
{
	uint8_t buf[SMP_PAYLOAD], lines[SMP_LINES];
	struct out o = out_to(buf, sizeof buf);
	if (!device_answer(s->device, h, payload, &o))
		return;
	send_all(s, span(lines, smp_write(h, out_span(&o), lines)));
	if (s->device->reset)
		device_start(s->device);
}

/* The button: retour-device press leaves a file. */
static void look_for_press(struct device *d)
{
	if (faccessat(d->store.dir, "press", F_OK, 0) == 0 && store_remove(&d->store, "press"))
		device_press(d);
}

static void from_host(struct server *s)
{
	uint8_t bytes[512];
	struct smp_header h;
	struct span payload;
	ssize_t n = read(s->master, bytes, sizeof bytes);
	look_for_press(s->device);
	for (ssize_t i = 0; i < n; i++)
		if (smp_feed(&s->reader, bytes[i], &h, &payload))
			answer(s, &h, payload);
}

/* False at the end of the input: the device serves on without control. */
static bool from_control(struct server *s)
{
	char c;
	if (read(STDIN_FILENO, &c, 1) != 1)
		return false;
	if (c != '\n') {
		if (s->n + 1 < sizeof s->line)
			s->line[s->n++] = c;
		return true;
	}
	s->line[s->n] = 0;
	s->n = 0;
	puts(control_line(s->device, s->line) ? "ok" : "error");
	fflush(stdout);
	return true;
}

static void print_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void announce(const struct server *s, const struct options *o)
{
	char key[KEY_TEXT];
	pubkey_write(&s->device->id.key.pub, key);
	printf("{\"pty\": ");
	print_string(o->pty ? o->pty : s->name);
	printf(", \"host_id\": ");
	print_string(s->device->id.host_id);
	printf(", \"public_key\": \"%s\"}\n", key);
	fflush(stdout);
}

static void loop(struct server *s)
{
	for (;;) {
		struct pollfd all[] = {{s->signals, POLLIN, 0}, {s->master, POLLIN, 0},
				       {s->control ? STDIN_FILENO : -1, POLLIN, 0}};
		if (poll(all, 3, 500) < 0 && errno != EINTR)
			return;
		if (all[0].revents)
			return;
		if (all[2].revents)
			s->control = from_control(s);
		if (all[1].revents)
			from_host(s);
		look_for_press(s->device);
	}
}

static int run(struct server *s, const struct options *o)
{
	if (!store_open(&s->device->store, o->store) || !setup(s->device, o)) {
		fputs("retour-device: the store cannot be used, or an option is wrong\n", stderr);
		return 1;
	}
	store_remove(&s->device->store, "press"); /* pressed while it was off */
	device_start(s->device);
	if (!open_pty(s) || !open_signals(s) || !open_link(s, o->pty)) {
		perror("retour-device");
		return 1;
	}
	announce(s, o);
	loop(s);
	if (o->pty)
		unlink(o->pty);
	return 0;
}

int serve(const struct options *o)
{
	struct server *s = calloc(1, sizeof *s);
	int code = 1;
	if (s && (s->device = calloc(1, sizeof *s->device))) {
		s->master = s->slave = s->signals = -1;
		s->control = o->control;
		code = run(s, o);
		store_close(&s->device->store);
		close(s->master);
		close(s->slave);
		close(s->signals);
		free(s->device);
	}
	free(s);
	return code;
}
