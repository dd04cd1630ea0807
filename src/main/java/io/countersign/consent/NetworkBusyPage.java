package io.countersign.consent;

import io.countersign.limit.BusyPage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The one page that is made once for all, because nobody looks at what was asked for. */
@ApplicationScoped
class NetworkBusyPage implements BusyPage {
    private final String html;
    private final Map<String, String> headers;

    NetworkBusyPage(PageSecurity security) {
        html = ResultPage.of(StoppedWords.NETWORK_BUSY).render();
        headers = security.headersOfHtml();
    }

    @Override
    public String html() {
        return html;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }
}
