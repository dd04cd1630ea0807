package io.countersign.limit;

import java.util.Map;

/** What a person sees whose network asks too often. Provided by whoever makes the pages for people. */
public interface BusyPage {

    /** The whole page, as HTML. The same for everybody, and at hand. */
    String html();

    /** Its headers by name, but for the status and for when to come again. */
    Map<String, String> headers();
}
