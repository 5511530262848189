// A real, certified OpenID provider on loopback for tests: people, their claims and its keys come as JSON by the
// first argument. Prints its port when it listens. Whoever gives a name signs in; nobody is asked for consent.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const server = createServer();
server.listen(given.port ?? 0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: given.client_id,
        client_secret: given.client_secret,
        redirect_uris: given.redirect_uris,
        post_logout_redirect_uris: given.post_logout_redirect_uris,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    jwks: given.jwks,
    cookies: { keys: ["of-tests-only"] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["preferred_username", "groups", "agent", "team"] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: sub, ...given.people[sub] }),
    }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const name = ctx.query.name;
    if (typeof name === "string") {
      const result = name === "" ? { error: "access_denied" } : { login: { accountId: name } };
      return provider.interactionFinished(ctx.req, ctx.res, result);
    }
    ctx.type = "html";
    ctx.body = `<!doctype html><title>Provider</title><form><label>Name <input name="name"></label><button>Go</button></form>`;
  });
  server.on("request", provider.callback());
  process.stdout.write(`${port}\n`);
});
