package io.countersign.docusign;

import io.countersign.docusign.UserInfo.Account;
import io.countersign.docusign.UserInfo.Profile;
import io.countersign.docusign.UserInfoAnswer.Known;
import io.countersign.docusign.UserInfoAnswer.LeftOut;
import io.countersign.docusign.UserInfoAnswer.Refused;
import io.countersign.docusign.UserInfoAnswer.Silent;
import io.countersign.docusign.UserInfoAnswer.Silent.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what userinfo answered. The status decides, not the text: a dead access token gets 401 with
 * {@code internal_server_error}.
 */
final class UserInfoAnswers {

    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int LONGEST_ID = 80;

    private UserInfoAnswers() {}

    static UserInfoAnswer read(WireAnswer answer, ApiAddresses addresses) {
        if (answer.status() == TOO_MANY_REQUESTS) {
            return new Silent(Reason.THROTTLED, answer.retryAfter());
        }
        if (answer.isServerError()) {
            return new Silent(Reason.SERVER_ERROR, answer.retryAfter());
        }
        if (answer.isRefusal()) {
            return new Refused(
                    answer.status() == UNAUTHORIZED ? Refused.Reason.TOKEN : Refused.Reason.UNEXPECTED,
                    answer.status(),
                    List.of());
        }
        JsonAnswer json = answer.isSuccess() ? JsonAnswer.read(answer.body()) : null;
        String sub = json == null ? null : json.text("sub");
        return json == null || sub == null || json.says("error")
                ? new Silent(Reason.UNREADABLE, null)
                : identity(answer, json, sub, addresses);
    }

    static UserInfoAnswer ofFailure(CallFailure failure) {
        return switch (failure) {
            case UNREACHABLE, BUSY, TOO_LATE -> new Silent(Reason.UNREACHABLE, null);
            case UNTRUSTED -> new Silent(Reason.UNTRUSTED, null);
            case TIMEOUT -> new Silent(Reason.TIMEOUT, null);
            case CUT_OFF -> new Silent(Reason.CUT_OFF, null);
            case UNREADABLE -> new Silent(Reason.UNREADABLE, null);
        };
    }

    private static UserInfoAnswer identity(WireAnswer answer, JsonAnswer json, String sub, ApiAddresses addresses) {
        List<Account> accounts = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (JsonAnswer listed : json.elements("accounts")) {
            String accountId = listed == null ? null : listed.text("account_id");
            if (listed == null || accountId == null) {
                leftOut.add(new LeftOut(listed == null ? LeftOut.Reason.NO_OBJECT : LeftOut.Reason.NO_ID, null));
                continue;
            }
            switch (addresses.judge(listed.text("base_uri"))) {
                case ApiAddresses.Usable usable ->
                    accounts.add(
                            isDefault(listed) ? 0 : accounts.size(),
                            new Account(accountId, listed.text("account_name"), usable.baseUri()));
                case ApiAddresses.Unusable unusable ->
                    leftOut.add(new LeftOut(unusable.reason(), ErrorText.of(accountId, LONGEST_ID)));
            }
        }
        return accounts.isEmpty() && !leftOut.isEmpty()
                ? new Refused(Refused.Reason.NO_USABLE_ACCOUNT, answer.status(), leftOut)
                : new Known(new UserInfo(sub, json.text("name"), json.text("email"), profile(json), accounts), leftOut);
    }

    private static Profile profile(JsonAnswer json) {
        return new Profile(json.text("given_name"), json.text("family_name"), json.text("created"));
    }

    /** A truth, also one within quotes. */
    private static boolean isDefault(JsonAnswer account) {
        return "true".equals(account.textOrTrace("is_default"));
    }

    /**
     * Whether asking once more may help: a certificate does not become good, and who throttles wants to be left alone.
     */
    static boolean isWorthAnotherTry(Silent silent) {
        return switch (silent.reason()) {
            case UNREACHABLE, TIMEOUT, CUT_OFF, SERVER_ERROR, UNREADABLE -> true;
            case UNTRUSTED, THROTTLED -> false;
        };
    }
}
