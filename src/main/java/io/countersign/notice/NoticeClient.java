package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;

@ApplicationScoped
class NoticeClient {
    Uni<NoticeAnswer> post(URI url, Map<String, String> headers, byte[] body) {
        throw new UnsupportedOperationException();
    }
}
