package io.countersign.simulator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages a person sees: plain HTML without scripts, each marked as the simulator's. */
final class Pages {
    private static final Map<String, String> MEANINGS = Map.of(
            "signature", "Create, send and read envelopes for you",
            "extended", "Keep this access while it is used at least every 30 days",
            "impersonation", "Act for you while you are away",
            "openid", "Learn who you are",
            "cors", "Use the API from a browser");

    private Pages() {}

    static String signIn(AuthorizeRequest request, List<SimulatedUser> users, String complaint) {
        String hint = request.loginHint() == null ? "" : request.loginHint();
        return page("Log in", """
                <h1>Log in</h1>
                <p>to continue to <strong>%s</strong></p>
                %s
                <form method="post" action="/oauth/auth/sign-in">
                %s
                <label for="email">E-mail address</label>
                <input id="email" name="email" type="email" autocomplete="email" required value="%s">
                <button class="primary">Continue</button>
                </form>
                %s""".formatted(
                        escape(request.client().name()),
                        complaint.isEmpty() ? "" : "<p class=\"error\" role=\"alert\">" + escape(complaint) + "</p>",
                        carried(request),
                        escape(hint),
                        knownUsers(request, users)));
    }

    static String consent(AuthorizeRequest request, SimulatedUser user) {
        return page("Allow access?", """
                <h1>Allow access?</h1>
                <p><strong>%s</strong> asks to do this %s as <strong>%s</strong> (%s):</p>
                <ul>
                %s
                </ul>
                <form method="post" action="/oauth/auth/consent">
                %s
                <button class="primary" name="decision" value="allow">Allow access</button>
                <button name="decision" value="decline">Cancel</button>
                </form>
                <form method="post" action="/oauth/auth/sign-in">
                %s
                <button class="plain">Not %s? Use another account</button>
                </form>""".formatted(
                        escape(request.client().name()),
                        request.asksAdministrator() ? "for everybody in your organization, allowed by you" : "",
                        escape(user.name()),
                        escape(user.email()),
                        request.askedScopes().stream().map(Pages::scope).collect(Collectors.joining("\n")),
                        carried(request),
                        carried(request),
                        escape(user.givenName())));
    }

    static String refusal(String reason) {
        return page("This request cannot be shown", """
                <h1>This request cannot be shown</h1>
                <p class="error" role="alert">%s</p>
                <p>The application that sent you here is not set up as the simulator knows it. Nothing was allowed. \
                Go back to the application; whoever runs it can compare its client id, redirect URI and PKCE settings \
                with the simulator's.</p>""".formatted(escape(reason)));
    }

    /** For those who may not change anything. */
    static String home() {
        return home("<p>Its settings can be changed only by the program that started it.</p>");
    }

    /**
     * What the simulator is.
     *
     * @param more HTML that follows
     */
    static String home(String more) {
        return page("DocuSign simulator", """
                <h1>DocuSign simulator</h1>
                <p>This program stands in for DocuSign's sign-in service while software is tested or shown. It knows \
                only made-up people, keeps everything in memory and forgets it when it stops. Nothing here reaches \
                DocuSign.</p>
                <p>Applications use it as they would use DocuSign:</p>
                <ul>
                <li><code>GET /oauth/auth</code> asks a person for consent</li>
                <li><code>POST /oauth/token</code> exchanges codes and refreshes tokens</li>
                <li><code>GET /oauth/userinfo</code> tells who a token is for</li>
                </ul>
                %s""".formatted(more));
    }

    private static String knownUsers(AuthorizeRequest request, List<SimulatedUser> users) {
        if (users.isEmpty()) {
            return "";
        }
        return """
                <form method="post" action="/oauth/auth/sign-in">
                %s
                <fieldset><legend>or continue as somebody the simulator knows</legend>
                %s
                </fieldset>
                </form>""".formatted(
                        carried(request), users.stream().map(Pages::userButton).collect(Collectors.joining("\n")));
    }

    private static String userButton(SimulatedUser user) {
        return "<button class=\"person\" name=\"email\" value=\"%s\"><strong>%s</strong> %s</button>"
                .formatted(escape(user.email()), escape(user.name()), escape(user.email()));
    }

    private static String scope(String scope) {
        String meaning = MEANINGS.get(scope);
        return "<li>" + (meaning == null ? "" : meaning + " ") + "<code>" + escape(scope) + "</code></li>";
    }

    private static String carried(AuthorizeRequest request) {
        return "<input type=\"hidden\" name=\"request\" value=\"" + escape(request.query()) + "\">";
    }

    private static String page(String title, String content) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s – Simulator, not DocuSign</title>
                <style>%s</style>
                </head>
                <body>
                <p class="mark">Simulator – not DocuSign</p>
                <main>
                %s
                </main>
                </body>
                </html>
                """.formatted(title, PageStyle.CSS, content);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
