/*
 * The least that a server can do for a RESP client: it looks for the end of each command, and answers all
 * with the same reply. What a client does with it is the most that the client can do. The first line of a
 * command must come in one piece, as redis-benchmark's do.
 *
 *   replies PORT '+OK'       a line
 *   replies PORT 100         an array of so many bulks of three bytes
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILES 1024

/* Lines of the present command that are still to come. */
static int left[FILES];
static char reply[1 << 16], out[1 << 22];
static size_t length;

static void make(const char *what) {
    int bulks = atoi(what);
    length = sprintf(reply, bulks > 0 ? "*%s\r\n" : "%s\r\n", what);
    for (int i = 0; i < bulks && length + 16 < sizeof reply; i++)
        length += sprintf(reply + length, "$3\r\nVXK\r\n");
}

static void serve(int fd) {
    static char in[1 << 16];
    ssize_t n = read(fd, in, sizeof in);
    size_t made = 0;
    if (n <= 0) {
        close(fd);
        return;
    }
    for (char *at = in, *end = in + n, *line; (line = memchr(at, '\n', end - at)); at = line + 1) {
        if (left[fd] == 0) left[fd] = 1 + 2 * atoi(at + 1);
        if (--left[fd] == 0 && made + length <= sizeof out) {
            memcpy(out + made, reply, length);
            made += length;
        }
    }
    if (made > 0 && write(fd, out, made) != (ssize_t)made) close(fd);
}

int main(int argc, char **argv) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(argc == 3 ? atoi(argv[1]) : 0)};
    struct epoll_event event = {.events = EPOLLIN}, ready[256];
    int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), on = 1;
    if (argc != 3) return fprintf(stderr, "usage: replies PORT REPLY; see the source\n"), 2;
    make(argv[2]);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 512)) return perror("listen"), 1;
    event.data.fd = listener;
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(poll, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.fd != listener) {
                serve(ready[i].data.fd);
                continue;
            }
            event.data.fd = accept(listener, NULL, NULL);
            if (event.data.fd < 0 || event.data.fd >= FILES) return perror("accept"), 1;
            setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            left[event.data.fd] = 0;
            epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
        }
    }
}
