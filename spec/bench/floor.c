/*
 * The least that a server can do for a connection: take it, send back what it says, close it when
 * it ends. What this costs is the kernel's share of the figures beside it.
 *
 *   BENCH_PORT=PORT floor
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(void) {
    const char *port = getenv("BENCH_PORT");
    int listener = listen_on(port ? atoi(port) : 0), poll = epoll_create1(0);
    struct epoll_event ready[256];
    watch(poll, listener, EPOLLIN);
    for (;;) {
        int n = epoll_wait(poll, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.fd == listener) {
                take(poll, listener);
            } else {
                echo(ready[i].data.fd);
            }
        }
    }
}
