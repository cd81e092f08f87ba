/* Verifiers that are not ours, asked as any reader of credentials would ask them.
   Reads {"now": moment, "resources": {address: content}, "cases": [...]} and answers with a list: what each says, or why
   it refuses. Nothing is fetched: whatever a verifier asks for must stand among the resources. */

import {readFileSync} from 'node:fs';
import * as DataIntegrity from '@digitalbazaar/data-integrity';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {createHash} from 'node:crypto';
import {compactVerify, createLocalJWKSet, jwtVerify} from 'jose';
import * as vc from '@digitalbazaar/vc';

const {now, resources, cases} = JSON.parse(readFileSync(0, 'utf8'));

// Some of them can be told the time and some look at the clock: so the clock says it.
const Clock = Date;
globalThis.Date = class extends Clock {
  constructor(...said) {
    super(...(said.length ? said : [now]));
  }
  static now() {
    return new Clock(now).getTime();
  }
};

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  const document = resources[address];
  if(!document) {
    throw new Error(`Nothing stands at ${url}.`);
  }
  // A key is asked for by the address it has within its controller's document.
  const method = fragment && document.verificationMethod?.find(({id}) => id === url);
  return {
    contextUrl: null,
    documentUrl: url,
    document: method ? {'@context': 'https://w3id.org/security/multikey/v1', ...method} : document
  };
}

/** @digitalbazaar/vc: the proof inside the document, and its bit in the status list. */
async function document({document}) {
  const suite = new DataIntegrity.DataIntegrityProof({cryptosuite});
  const done = await vc.verifyCredential({credential: document, suite, documentLoader, checkStatus});
  if(!done.verified) {
    const refused = done.error ?? done.statusResult?.error;
    throw refused?.errors?.[0] ?? refused ?? new Error('not verified');
  }
  // It says what the bit is, and leaves to whoever asks what that means.
  if(done.statusResult.results.some(({status}) => status)) {
    throw new Error('revoked');
  }
  return {};
}

/** jose: the token as any JWT, by the issuer's keys. */
async function token({token, issuer, typ}) {
  const keys = createLocalJWKSet(resources.jwks);
  const {payload, protectedHeader} = await jwtVerify(token, keys, {issuer, typ});
  return {payload, kid: protectedHeader.kid};
}

/** @sd-jwt/sd-jwt-vc: what is disclosed, and the token status list. */
async function disclosing({token}) {
  const keys = createLocalJWKSet(resources.jwks);
  const verifier = async (data, signature) => {
    await compactVerify(`${data}.${signature}`, keys);
    return true;
  };
  const instance = new SDJwtVcInstance({
    verifier,
    hasher: data => createHash('sha256').update(data).digest(),
    hashAlg: 'sha-256',
    statusListFetcher: async uri => resources[`${uri} as a token`],
    statusVerifier: verifier
  });
  const {payload} = await instance.verify(token);
  return {payload};
}

const answers = [];
for(const one of cases) {
  try {
    answers.push({ok: true, ...await {document, token, disclosing}[one.kind](one)});
  } catch(error) {
    answers.push({ok: false, why: [error.message, error.code, error.cause?.message].filter(Boolean).join(' | ')});
  }
}
console.log(JSON.stringify(answers));
