package dev.socketley.engine.protocol.balancer;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * The header of the PROXY protocol, version 1 (a line) or 2 (bytes), as haproxy.org publishes it.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Bounds:</b> a line of 107 bytes, a header of
 * {@value #BYTES_MAX}.
 *
 * @param source      whose connection it is, or null where the header does not tell: then it is
 *                    the balancer's own
 * @param destination where that one connected to, or null
 */
public record BalancerHeader(InetSocketAddress source, InetSocketAddress destination) {
    /** Longer ones carry more than addresses, of which nothing is read. */
    static final int BYTES_MAX = 4096;

    private static final BalancerHeader UNTOLD = new BalancerHeader(null, null);
    private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int LINE_BYTES_MAX = 107;
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I',
        'T', '\n'};
    private static final int HEAD_BYTES = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /**
     * Takes the header that a connection begins with.
     *
     * @return null when more bytes are needed; nothing has been taken then
     */
    public static BalancerHeader take(ByteBuf in) throws ProtocolException {
        if (startsWith(in, SIGNATURE)) {
            return in.readableBytes() < HEAD_BYTES ? null : takeBytes(in);
        }
        if (startsWith(in, LINE)) {
            return in.readableBytes() < LINE.length ? null : takeLine(in);
        }
        throw wrong("a connection has to begin with the PROXY protocol");
    }

    /** Whether what is there begins so, or may yet. */
    private static boolean startsWith(ByteBuf in, byte[] with) {
        int n = Math.min(in.readableBytes(), with.length);
        for (int i = 0; i < n; i++) {
            if (in.getByte(in.readerIndex() + i) != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProtocolException wrong(String what) {
        return new ProtocolException(0, what);
    }

    // ---- version 1 ----------------------------------------------------------------------------

    private static BalancerHeader takeLine(ByteBuf in) throws ProtocolException {
        int length = in.bytesBefore(Math.min(in.readableBytes(), LINE_BYTES_MAX), (byte) '\n') + 1;
        if (length == 0) {
            if (in.readableBytes() >= LINE_BYTES_MAX) {
                throw wrong("a PROXY line exceeds " + LINE_BYTES_MAX + " bytes");
            }
            return null;
        }
        String line = in.toString(in.readerIndex(), length, StandardCharsets.US_ASCII);
        if (!line.endsWith("\r\n")) {
            throw wrong("a PROXY line ends with carriage return and line feed");
        }
        String[] words = line.substring(0, length - 2).split(" ", -1);
        BalancerHeader header = words[1].equals("UNKNOWN") ? UNTOLD : ofWords(words);
        in.skipBytes(length);
        return header;
    }

    private static BalancerHeader ofWords(String[] words) throws ProtocolException {
        boolean is4 = words[1].equals("TCP4");
        if (words.length != 6 || !is4 && !words[1].equals("TCP6")) {
            throw wrong("a PROXY line has TCP4 or TCP6, two addresses and two ports");
        }
        return new BalancerHeader(socket(words[2], words[4], is4), socket(words[3], words[5], is4));
    }

    private static InetSocketAddress socket(String host, String port, boolean is4)
            throws ProtocolException {
        boolean fits = is4 ? NetUtil.isValidIpV4Address(host) : NetUtil.isValidIpV6Address(host);
        if (!fits || !port.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
            throw wrong("a PROXY line has TCP4 or TCP6, two addresses and two ports");
        }
        return new InetSocketAddress(address(NetUtil.createByteArrayFromIpAddressString(host)),
            Integer.parseInt(port));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    // ---- version 2 ----------------------------------------------------------------------------

    private static BalancerHeader takeBytes(ByteBuf in) throws ProtocolException {
        int at = in.readerIndex() + SIGNATURE.length;
        int command = in.getUnsignedByte(at);
        int family = in.getUnsignedByte(at + 1);
        int length = in.getUnsignedShort(at + 2);
        if (command != LOCAL && command != PROXY) {
            throw wrong("a PROXY header is of version 2, LOCAL or PROXY");
        }
        if (length > BYTES_MAX - HEAD_BYTES) {
            throw wrong("a PROXY header exceeds " + BYTES_MAX + " bytes");
        }
        int each = command == LOCAL ? 0 : family == TCP4 ? V4_BYTES : family == TCP6 ? V6_BYTES : 0;
        if (each > 0 && length < 2 * each + 4) {
            throw wrong("a PROXY header is too short for its addresses");
        }
        if (in.readableBytes() < HEAD_BYTES + length) {
            return null;
        }
        in.skipBytes(HEAD_BYTES);
        ByteBuf rest = in.readSlice(length);
        return each == 0 ? UNTOLD : ofBytes(rest, each);
    }

    private static BalancerHeader ofBytes(ByteBuf in, int each) {
        InetAddress from = address(ByteBufUtil.getBytes(in.readSlice(each)));
        InetAddress to = address(ByteBufUtil.getBytes(in.readSlice(each)));
        return new BalancerHeader(new InetSocketAddress(from, in.readUnsignedShort()),
            new InetSocketAddress(to, in.readUnsignedShort()));
    }

    // ---- what we say --------------------------------------------------------------------------

    /** Appends the header in a version, 1 or 2. */
    public void put(int version, ByteBuf to) {
        boolean told = source != null && destination != null;
        boolean both4 = told && source.getAddress() instanceof Inet4Address
            && destination.getAddress() instanceof Inet4Address;
        if (version == 1) {
            to.writeCharSequence(!told ? "PROXY UNKNOWN\r\n"
                : "PROXY " + (both4 ? "TCP4 " : "TCP6 ") + text(source, both4) + ' '
                + text(destination, both4) + ' ' + source.getPort() + ' ' + destination.getPort()
                + "\r\n", StandardCharsets.US_ASCII);
            return;
        }
        to.writeBytes(SIGNATURE);
        if (!told) {
            to.writeByte(LOCAL).writeByte(0).writeShort(0);
            return;
        }
        byte[] from = bytes(source, both4);
        byte[] where = bytes(destination, both4);
        to.writeByte(PROXY).writeByte(both4 ? TCP4 : TCP6).writeShort(2 * from.length + 4)
            .writeBytes(from).writeBytes(where).writeShort(source.getPort())
            .writeShort(destination.getPort());
    }

    private static String text(InetSocketAddress of, boolean as4) {
        return as4 ? of.getAddress().getHostAddress()
            : NetUtil.bytesToIpAddress(bytes(of, false));
    }

    /** An address of the older family is one of the newer, too. */
    private static byte[] bytes(InetSocketAddress of, boolean as4) {
        byte[] own = of.getAddress().getAddress();
        if (as4 || own.length == V6_BYTES) {
            return own;
        }
        byte[] mapped = new byte[V6_BYTES];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(own, 0, mapped, 12, V4_BYTES);
        return mapped;
    }
}
