package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Names with the addresses that a test gives them. */
final class FakeNames implements NameResolver {
    private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** From now on; none is a name that is not there. */
    FakeNames has(String name, String... texts) {
        List<InetAddress> found = new ArrayList<>();
        for (String text : texts) {
            try {
                // With the name in it, as a look-up has it.
                found.add(InetAddress.getByAddress(
                        name, InetAddress.getByName(text).getAddress()));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
        addresses.put(name, found);
        return this;
    }

    /** What was looked up so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Uni<List<InetAddress>> resolve(String host) {
        return Uni.createFrom().emitter(emitter -> {
            asked.add(host);
            List<InetAddress> found = addresses.get(host);
            if (found == null) {
                emitter.fail(new UnknownHostException(host));
            } else {
                emitter.complete(found);
            }
        });
    }
}
