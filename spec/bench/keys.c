/*
 * Load on a store that speaks RESP, on one thread, and what one more client sees of it.
 *
 *   keys fill PORT KEYS BYTES KIND SECONDS   one connection at depth 100 sets KEYS keys in order; KIND is
 *                                   string, hash (five fields of BYTES bytes), or expire (all end at once,
 *                                   SECONDS after the start, and the probe goes on until 4 s after that)
 *   keys churn PORT KEYS SECONDS    one connection at depth 100 sets a field of random ones of KEYS small
 *                                   hashes that fill made
 *   keys ask PORT SECONDS           one connection asks for one key each millisecond
 *   keys rate PORT KEYS RATE SECONDS   50 connections, RATE commands a second in all, nine GET to one SET
 *                                   of random keys, each timed from when it was due
 *
 * During fill and churn a second connection asks for a key every millisecond; of expire what it saw until
 * all keys were set is told apart, as fillmax. Prints one line of JSON; latencies in us.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEPTH 100
#define PEERS 50
#define QUEUE 8192
#define SAMPLES (1 << 24)

struct peer {
    int fd;
    int64_t due[QUEUE];
    unsigned head, tail;
    char line[64];
    int length;
    long skip;
};

static float *samples;
static size_t count;
static float fillmax;
static char input[1 << 16];
static const long long ms = 1000000;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void dial(struct peer *p, int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    memset(p, 0, sizeof *p);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&a, sizeof a) < 0) fail("connect");
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
}

static void out(struct peer *p, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t w = send(p->fd, bytes, n, MSG_NOSIGNAL);
        if (w < 0 && errno == EAGAIN) {
            struct pollfd f = {p->fd, POLLOUT, 0};
            poll(&f, 1, 1000);
        } else if (w < 0) {
            fail("send");
        } else {
            bytes += w;
            n -= w;
        }
    }
}

/* Counts the replies that have come; each takes its due time from the queue. */
static int replies(struct peer *p, int timed) {
    int found = 0;
    ssize_t n = recv(p->fd, input, sizeof input, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN)) fail("recv");
    int64_t t = now();
    for (ssize_t i = 0; i < n; i++) {
        if (p->skip > 0) {
            long part = p->skip < n - i ? p->skip : n - i;
            p->skip -= part;
            i += part - 1;
            if (p->skip > 0) continue;
        } else {
            if (p->length < (int)sizeof p->line - 1) p->line[p->length++] = input[i];
            if (input[i] != '\n') continue;
            p->line[p->length] = 0;
            p->length = 0;
            if (p->line[0] == '-') {
                fprintf(stderr, "%s", p->line);
                exit(1);
            }
            long bulk = p->line[0] == '$' ? atol(p->line + 1) : -1;
            if (bulk >= 0) {
                p->skip = bulk + 2;
                continue;
            }
        }
        found++;
        int64_t due = p->due[p->head++ % QUEUE];
        if (timed && count < SAMPLES) samples[count++] = (t - due) / 1000.0f;
    }
    return found;
}

static int ascending(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void report(double rps) {
    size_t over = 0;
    qsort(samples, count, sizeof *samples, ascending);
    for (size_t i = count; i > 0 && samples[i - 1] > 5000; i--) over++;
    printf("{\"rps\":%.0f,\"samples\":%zu,\"p50\":%.0f,\"p99\":%.0f,", rps, count, samples[count / 2],
        samples[count * 99 / 100]);
    printf("\"p999\":%.0f,\"max\":%.0f,\"over5ms\":%zu,\"fillmax\":%.0f}\n", samples[count * 999 / 1000],
        samples[count - 1], over, fillmax);
}

static size_t bulk(char *at, const char *text, size_t n) {
    size_t head = sprintf(at, "$%zu\r\n", n);
    memcpy(at + head, text, n);
    memcpy(at + head + n, "\r\n", 2);
    return head + n + 2;
}

static size_t set(char *at, const char *kind, long key, const char *value, size_t bytes, long ends) {
    char name[32], number[32];
    size_t n = 0, length = sprintf(name, "key:%012ld", key);
    if (strcmp(kind, "hash") == 0) {
        n += sprintf(at, "*12\r\n$4\r\nHSET\r\n");
        n += bulk(at + n, name, length);
        for (int i = 0; i < 5; i++) {
            char field[16];
            n += bulk(at + n, field, sprintf(field, "f%d", i));
            n += bulk(at + n, value, bytes);
        }
        return n;
    }
    n += sprintf(at, "*%d\r\n$3\r\nSET\r\n", ends ? 5 : 3);
    n += bulk(at + n, name, length);
    n += bulk(at + n, value, bytes);
    if (ends) {
        n += sprintf(at + n, "$4\r\nPXAT\r\n");
        n += bulk(at + n, number, sprintf(number, "%ld", ends));
    }
    return n;
}

static void get(struct peer *p, long key, int64_t due) {
    char name[32], command[96];
    size_t n = sprintf(command, "*2\r\n$3\r\nGET\r\n");
    n += bulk(command + n, name, sprintf(name, "key:%012ld", key));
    p->due[p->tail++ % QUEUE] = due;
    out(p, command, n);
}

static void fill(int port, long keys, size_t bytes, const char *kind, double seconds) {
    static struct peer load, probe;
    char *value = malloc(bytes + 1), *batch = malloc(DEPTH * (6 * bytes + 400));
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    long ends = strcmp(kind, "expire") ? 0 : wall.tv_sec * 1000 + wall.tv_nsec / ms + (long)(seconds * 1000);
    memset(value, 'x', bytes);
    dial(&load, port);
    dial(&probe, port);
    long sent = 0;
    int pending = 0, asked = 0;
    int64_t began = now(), asks = began, filled = 0;
    int64_t until = ends ? began + (int64_t)((seconds + 4) * 1e9) : 0;
    while (sent < keys || pending > 0 || now() < until) {
        if (pending == 0 && sent < keys) {
            size_t n = 0;
            for (; pending < DEPTH && sent < keys; pending++)
                n += set(batch + n, kind, sent++, value, bytes, ends);
            out(&load, batch, n);
        }
        if (!asked && now() >= asks) {
            get(&probe, kind[0] == 'h' ? -1 : random() % keys, now());
            asked = 1;
        }
        struct pollfd f[2] = {{load.fd, POLLIN, 0}, {probe.fd, POLLIN, 0}};
        poll(f, 2, 1);
        if (f[1].revents && replies(&probe, 1)) {
            asked = 0;
            asks = now() + ms;
        }
        if (f[0].revents) pending -= replies(&load, 0);
        if (sent == keys && pending == 0 && !filled) {
            filled = now();
            for (; ends && count > 0; count--)
                if (samples[count - 1] > fillmax) fillmax = samples[count - 1];
        }
    }
    report(keys / ((filled - began) / 1e9));
}

static void churn(int port, long keys, double seconds) {
    static struct peer load, probe;
    static char batch[DEPTH * 100];
    dial(&load, port);
    dial(&probe, port);
    int pending = 0, asked = 0;
    long done = 0;
    int64_t began = now(), asks = began;
    while (pending > 0 || now() < began + seconds * 1e9) {
        if (pending == 0) {
            size_t n = 0;
            for (; pending < DEPTH; pending++)
                n += sprintf(batch + n, "*4\r\n$4\r\nHSET\r\n$16\r\nkey:%012ld\r\n"
                    "$2\r\nf2\r\n$10\r\n%010ld\r\n", random() % keys, random());
            out(&load, batch, n);
        }
        if (!asked && now() >= asks) {
            get(&probe, -1, now());
            asked = 1;
        }
        struct pollfd f[2] = {{load.fd, POLLIN, 0}, {probe.fd, POLLIN, 0}};
        poll(f, 2, 1);
        if (f[1].revents && replies(&probe, 1)) {
            asked = 0;
            asks = now() + ms;
        }
        if (f[0].revents) {
            int got = replies(&load, 0);
            pending -= got;
            done += got;
        }
    }
    report(done / ((now() - began) / 1e9));
}

static void ask(int port, double seconds) {
    static struct peer probe;
    dial(&probe, port);
    for (int64_t began = now(), due = began; due < began + seconds * 1e9; due = now() + ms) {
        struct timespec pause = {0, due > now() ? due - now() : 0};
        nanosleep(&pause, NULL);
        get(&probe, 0, now());
        struct pollfd f = {probe.fd, POLLIN, 0};
        while (poll(&f, 1, 20000) > 0 && !replies(&probe, 1)) continue;
    }
    report(count / seconds);
}

static void rate(int port, long keys, double rate, double seconds) {
    static struct peer peers[PEERS];
    struct pollfd f[PEERS];
    for (int i = 0; i < PEERS; i++) {
        dial(&peers[i], port);
        f[i] = (struct pollfd){peers[i].fd, POLLIN, 0};
    }
    char value[100], command[512];
    memset(value, 'y', sizeof value);
    int64_t began = now(), due = began, end = began + (int64_t)(seconds * 1e9);
    long sent = 0, got = 0;
    while (due < end || got < sent) {
        int64_t t = now();
        for (int burst = 0; due <= t && due < end && burst < 64; burst++) {
            struct peer *p = &peers[sent % PEERS];
            if (p->tail - p->head >= QUEUE) break;
            if (sent % 10 == 0) {
                p->due[p->tail++ % QUEUE] = due;
                out(p, command, set(command, "string", random() % keys, value, sizeof value, 0));
            } else {
                get(p, random() % keys, due);
            }
            sent++;
            due += (int64_t)(1e9 / rate);
        }
        if (poll(f, PEERS, 0) > 0)
            for (int i = 0; i < PEERS; i++)
                if (f[i].revents) got += replies(&peers[i], 1);
        if (now() > end + 20000 * ms) fail("replies are missing");
    }
    report(sent / seconds);
}

int main(int argc, char **argv) {
    samples = malloc(SAMPLES * sizeof *samples);
    if (argc == 7 && strcmp(argv[1], "fill") == 0)
        fill(atoi(argv[2]), atol(argv[3]), atol(argv[4]), argv[5], atof(argv[6]));
    else if (argc == 5 && strcmp(argv[1], "churn") == 0)
        churn(atoi(argv[2]), atol(argv[3]), atof(argv[4]));
    else if (argc == 6 && strcmp(argv[1], "rate") == 0)
        rate(atoi(argv[2]), atol(argv[3]), atof(argv[4]), atof(argv[5]));
    else if (argc == 4 && strcmp(argv[1], "ask") == 0)
        ask(atoi(argv[2]), atof(argv[3]));
    else
        return fprintf(stderr, "usage: keys fill|churn|ask|rate PORT ...; see the source\n"), 2;
    return 0;
}
