#!/usr/bin/env python3
"""youtube.py DATA PORTFILE [CERT]: a stand-in for the YouTube Data API v3.

DATA is JSON: channels [{id, handle, user, customUrl, uploads, count}],
playlists {id: [video id]}, private [playlist id], videos {id: {title,
channelId, channel, published, duration, live, embeddable}}. What a playlist
has and videos has not is deleted. Settings: quota (units left), key, gzip.
"""

import hashlib
import json
import sys
import urllib.parse

from standin import StandIn, serve

PARTS = {
    'channels': {'id', 'snippet', 'contentDetails', 'statistics', 'status'},
    'playlistItems': {'id', 'snippet', 'contentDetails', 'status'},
    'videos': {'id', 'snippet', 'contentDetails', 'status', 'statistics', 'liveStreamingDetails'},
}
FIELDS = set('''kind etag nextPageToken prevPageToken pageInfo items id snippet
    contentDetails status statistics liveStreamingDetails title description
    customUrl publishedAt thumbnails channelId channelTitle liveBroadcastContent
    relatedPlaylists uploads videoId videoPublishedAt duration definition
    embeddable privacyStatus uploadStatus videoCount viewCount position
    playlistId resourceId totalResults resultsPerPage'''.split())


class Refusal(Exception):
    def __init__(self, status, reason, detail=None):
        self.status, self.reason, self.detail = status, reason, detail


def parse_fields(text):
    """a,b(c,d),e/f -> {a: None, b: {c: None, d: None}, e: {f: None}}"""
    at = 0

    def names():
        nonlocal at
        tree = {}
        while True:
            start = at
            while at < len(text) and text[at] not in ',()/':
                at += 1
            name = text[start:at]
            if name not in FIELDS and name != '*':
                raise Refusal(400, 'invalidParameter')
            sub = None
            if at < len(text) and text[at] == '/':
                at += 1
                sub = one()
            elif at < len(text) and text[at] == '(':
                at += 1
                sub = names()
                if at >= len(text) or text[at] != ')':
                    raise Refusal(400, 'invalidParameter')
                at += 1
            tree[name] = sub
            if at >= len(text) or text[at] != ',':
                return tree
            at += 1

    def one():
        nonlocal at
        start = at
        while at < len(text) and text[at] not in ',()/':
            at += 1
        name = text[start:at]
        if name not in FIELDS:
            raise Refusal(400, 'invalidParameter')
        if at < len(text) and text[at] == '/':
            at += 1
            return {name: one()}
        if at < len(text) and text[at] == '(':
            at += 1
            sub = names()
            if at >= len(text) or text[at] != ')':
                raise Refusal(400, 'invalidParameter')
            at += 1
            return {name: sub}
        return {name: None}

    tree = names()
    if at != len(text):
        raise Refusal(400, 'invalidParameter')
    return tree


def only(value, tree):
    if tree is None or '*' in tree:
        return value
    if isinstance(value, list):
        return [only(v, tree) for v in value]
    return {k: only(value[k], sub) for k, sub in tree.items() if k in value}


class YouTube(StandIn):
    data = {}

    def error_body(self, status, reason):
        detail = getattr(self, 'detail', None)
        error = {'code': status, 'message': 'Because of <code>%s</code>.' % reason,
                 'errors': [{'domain': 'youtube.test', 'reason': reason, 'message': reason}]}
        if detail:
            error['status'] = 'INVALID_ARGUMENT'
            error['details'] = [{'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
                                 'reason': detail}]
        return {'error': error}

    def do_POST(self):
        if not self.control():
            self.send_json(405, self.error_body(405, 'httpMethodNotAllowed'))

    def do_GET(self):
        if self.control():
            return
        self.detail = None
        url = urllib.parse.urlsplit(self.path)
        op = url.path.rsplit('/', 1)[-1]
        if self.begin(op):
            return
        try:
            query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
            if not url.path.startswith('/youtube/v3/') or op not in PARTS:
                raise Refusal(404, 'notFound')
            self.check(query)
            self.answer(op, query)
        except Refusal as r:
            self.detail = r.detail
            self.send_json(r.status, self.error_body(r.status, r.reason))

    def check(self, query):
        key = query.get('key', [self.headers.get('X-goog-api-key')])[0]
        if not key:
            raise Refusal(403, 'forbidden')
        with self.lock:
            if key != self.settings.get('key', 'test-key'):
                raise Refusal(400, 'badRequest', 'API_KEY_INVALID')
            left = self.settings.get('quota')
            if left is not None:
                if left <= 0:
                    raise Refusal(403, 'quotaExceeded')
                self.settings['quota'] = left - 1

    def listed(self, query, name):
        return [v for text in query.get(name, []) for v in text.split(',')]

    def answer(self, op, query):
        parts = self.listed(query, 'part')
        if not parts:
            raise Refusal(400, 'missingRequiredParameter')
        if not set(parts) <= PARTS[op]:
            raise Refusal(400, 'unknownPart')
        kind = op[:-1] if op != 'playlistItems' else 'playlistItem'
        body = {'kind': 'youtube#%sListResponse' % kind}
        items, more = getattr(self, op)(query)
        body.update(more)
        items = [{k: v for k, v in i.items() if k in parts or k in ('kind', 'etag', 'id')}
                 for i in items]
        if items or op != 'channels':
            body['items'] = items
        fields = parse_fields(query['fields'][0]) if 'fields' in query else None
        body = only(body, fields)
        etag = hashlib.sha1(json.dumps(body).encode()).hexdigest()[:27]
        if fields is None or 'etag' in fields:
            body['etag'] = etag
        if self.headers.get('If-None-Match') == etag:
            self.send(304, b'', {'ETag': etag})
        else:
            self.send_json(200, body, {'ETag': etag})

    def channels(self, query):
        filters = [f for f in ('id', 'forHandle', 'forUsername') if f in query]
        if len(filters) != 1:
            raise Refusal(400, 'incompatibleParameters' if filters else 'missingRequiredParameter')
        wanted = self.listed(query, filters[0])
        if len(wanted) > 50:
            raise Refusal(400, 'invalidFilters')
        field = {'id': 'id', 'forHandle': 'handle', 'forUsername': 'user'}[filters[0]]
        wanted = [w if field != 'handle' else '@' + w.lstrip('@').lower() for w in wanted]
        return [{
            'kind': 'youtube#channel', 'etag': 'c', 'id': c['id'],
            'snippet': {'title': c.get('title', 'A channel'), 'customUrl': c.get('handle', '')},
            'contentDetails': {'relatedPlaylists': {'likes': '', 'uploads': c['uploads']}},
            'statistics': {'videoCount': str(c.get('count', 0)), 'hiddenSubscriberCount': False},
        } for c in self.data['channels'] if c.get(field, '').lower() in [w.lower() for w in wanted]], {}

    def playlistItems(self, query):
        name = query.get('playlistId', [''])[0]
        if name in self.data.get('private', []):
            raise Refusal(403, 'playlistItemsNotAccessible')
        if name not in self.data['playlists']:
            raise Refusal(404, 'playlistNotFound')
        ids = self.data['playlists'][name]
        size = int(query.get('maxResults', ['5'])[0])
        if not 0 <= size <= 50:
            raise Refusal(400, 'invalidParameter')
        token = query.get('pageToken', ['CAAQ0'])[0]
        if not token.startswith('CAAQ') or not token[4:].isdigit():
            raise Refusal(400, 'invalidPageToken')
        at = int(token[4:])
        items = []
        for i, v in enumerate(ids[at:at + size]):
            details = {'videoId': v}
            if v in self.data['videos']:
                details['videoPublishedAt'] = self.data['videos'][v]['published']
            items.append({'kind': 'youtube#playlistItem', 'etag': 'i', 'id': 'UEw%d' % (at + i),
                          'snippet': {'publishedAt': '2030-01-01T00:00:00Z', 'position': at + i},
                          'contentDetails': details})
        more = {'pageInfo': {'totalResults': len(ids) + 7, 'resultsPerPage': size}}
        if at + size < len(ids):
            more['nextPageToken'] = 'CAAQ%d' % (at + size)
        return items, more

    def videos(self, query):
        ids = self.listed(query, 'id')
        if not ids:
            raise Refusal(400, 'missingRequiredParameter')
        if 'maxResults' in query or 'pageToken' in query:
            raise Refusal(400, 'incompatibleParameters')
        if len(ids) > 50:
            raise Refusal(400, 'invalidFilters')
        items = []
        for v in reversed(ids):  # in no promised order
            d = self.data['videos'].get(v)
            if d is None or d.get('gone'):
                continue
            items.append({
                'kind': 'youtube#video', 'etag': 'v', 'id': v,
                'snippet': {'publishedAt': d['published'], 'channelId': d.get('channelId', ''),
                            'title': d.get('title', v), 'channelTitle': d.get('channel', ''),
                            'liveBroadcastContent': d.get('live', 'none')},
                'contentDetails': {'duration': d.get('duration', 'PT1M'), 'definition': 'hd'},
                'status': {'uploadStatus': 'processed', 'privacyStatus': 'public',
                           'embeddable': d.get('embeddable', True)},
                'statistics': {'viewCount': '12'}})
        return items, {'pageInfo': {'totalResults': len(items), 'resultsPerPage': len(items)}}


if __name__ == '__main__':
    with open(sys.argv[1], encoding='utf-8') as data:
        YouTube.data = json.load(data)
    serve(YouTube, sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
