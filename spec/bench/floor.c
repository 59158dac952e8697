/*
 * The least that a server can do for a connection: take it, send back what it says, close it when
 * it ends. What this costs is the kernel's share of the figures beside it. With an argument each
 * connection is a WebSocket of one masked message of less than 64 KB after the other, which is
 * unmasked and sent back; a text is a number of messages of 64 bytes that all WebSockets get, each
 * in one write. Nothing is checked.
 *
 *   BENCH_PORT=PORT floor [ws]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int listen_on(int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (void *) &at, sizeof at) != 0 || listen(fd, 1024) != 0) {
        fail("listen");
    }
    return fd;
}

static void watch(int poll, int fd, uint32_t events) {
    struct epoll_event e = {.events = events, .data.fd = fd};
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e);
}

static void take(int poll, int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(poll, fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
    }
}

/* What a connection has sent of a message; a page is touched only when it comes that far. */
#define ROOM (1 << 17)
#define FILES 20000
static char *held[FILES];
static size_t count[FILES];

static char subscribed[FILES];

static void end(int fd) {
    count[fd] = 0;
    subscribed[fd] = 0;
    close(fd);
}

static void echo(int fd) {
    static char bytes[1 << 16];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof bytes)) > 0) {
        if (write(fd, bytes, (size_t) n) != n || (size_t) n < sizeof bytes) {
            break;
        }
    }
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        close(fd);
    }
}

/* The answer to the key that lg.c sends. */
static const char upgraded[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/* A masked frame becomes a server's in place: its head moves over the mask. Where it begins. */
static char *unmask(char *frame, size_t head, size_t length) {
    char *payload = frame + head + 4;
    uint64_t mask;
    memcpy(&mask, frame + head, 4);
    mask |= mask << 32;
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word;
        memcpy(&word, payload + i, 8);
        word ^= mask;
        memcpy(payload + i, &word, 8);
    }
    memmove(frame + 4, frame, head);
    frame[5] = (char) (frame[5] & 0x7f);
    return frame + 4;
}

static void publish(int messages) {
    static char frames[1 << 16];
    size_t bytes = 0;
    for (int i = 0; i < messages && bytes + 66 <= sizeof frames; i++, bytes += 66) {
        frames[bytes] = (char) 0x82;
        frames[bytes + 1] = 64;
        memset(frames + bytes + 2, 'x', 64);
    }
    for (int fd = 0; fd < FILES; fd++) {
        if (subscribed[fd] && write(fd, frames, bytes) != (ssize_t) bytes) {
            end(fd);
        }
    }
}

static void echo_message(int fd) {
    char *bytes = held[fd] ? held[fd] : (held[fd] = calloc(1, ROOM));
    ssize_t n = read(fd, bytes + count[fd], (1 << 16) + 16 - count[fd]);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        end(fd);
        return;
    }
    count[fd] += n > 0 ? (size_t) n : 0;
    if (count[fd] > 4 && memcmp(bytes, "GET ", 4) == 0) {
        count[fd] = 0;
        subscribed[fd] = 1;
        if (write(fd, upgraded, sizeof upgraded - 1) < 0) {
            end(fd);
        }
        return;
    }
    size_t length = (size_t) (bytes[1] & 0x7f), head = length == 126 ? 4 : 2;
    if (length == 126) {
        length = (size_t) (uint8_t) bytes[2] << 8 | (uint8_t) bytes[3];
    }
    if (count[fd] < head + 4 + length) {
        return;
    }
    count[fd] = 0;
    char *frame = unmask(bytes, head, length);
    if ((frame[0] & 0xf) == 1) {
        frame[head + length] = 0;
        publish(atoi(frame + head));
    } else if (write(fd, frame, head + length) != (ssize_t) (head + length)) {
        end(fd);
    }
}

int main(int arguments, char **words) {
    const char *port = getenv("BENCH_PORT");
    int listener = listen_on(port ? atoi(port) : 0), poll = epoll_create1(0);
    struct epoll_event ready[256];
    void (*serve)(int) = arguments > 1 ? echo_message : echo;
    (void) words;
    watch(poll, listener, EPOLLIN);
    for (;;) {
        int n = epoll_wait(poll, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.fd == listener) {
                take(poll, listener);
            } else {
                serve(ready[i].data.fd);
            }
        }
    }
}
