package dev.socketley.engine.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Networks that an address may be in. <b>Thread:</b> any. */
public final class Subnets {
    /** In which every address is, and every Unix socket. */
    static final Subnets ALL = new Subnets(List.of());

    private final List<IpSubnetFilterRule> rules;

    private Subnets(List<IpSubnetFilterRule> rules) {
        this.rules = rules;
    }

    /**
     * Networks as {@code 10.0.0.0/8}, addresses as {@code ::1}; none of them stands for all.
     *
     * @throws IllegalArgumentException saying which is none
     */
    public static Subnets of(List<String> words) {
        return words.isEmpty() ? ALL : new Subnets(words.stream().map(Subnets::rule).toList());
    }

    private static IpSubnetFilterRule rule(String word) {
        int slash = word.indexOf('/');
        String text = slash < 0 ? word : word.substring(0, slash);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        int most = address == null ? 0 : 8 * address.getAddress().length;
        String bits = slash < 0 ? Integer.toString(most) : word.substring(slash + 1);
        if (address == null || !bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most) {
            throw new IllegalArgumentException("an address, or a network as 10.0.0.0/8, expected, got \""
                + word + '"');
        }
        return new IpSubnetFilterRule(address, Integer.parseInt(bits), IpFilterRuleType.ACCEPT);
    }

    /** Whether an address is in one of them; who may use a Unix socket, its file says. */
    boolean has(SocketAddress address) {
        return rules.isEmpty() || !(address instanceof InetSocketAddress inet)
            || rules.stream().anyMatch(rule -> rule.matches(inet));
    }
}
