// What Google's own client of YouTube's API gets from our stand-in, for
// google.t: channel HANDLE, playlist ID, videos ID..., each a row a video; or
// "HTTP STATUS REASON" and exit 1.
const { youtube } = require('@googleapis/youtube')

const [port, command, ...args] = process.argv.slice(2)
const api = youtube({
  version: 'v3',
  rootUrl: `http://127.0.0.1:${port}/`,
  auth: process.env.SG_YT_KEY,
  retryConfig: { retryDelay: 1, retry: 3 }
})

async function videos (...id) {
  const { data } = await api.videos.list({ part: ['id', 'snippet', 'contentDetails', 'status'], id })
  const of = new Map(data.items.map((v) => [v.id, v]))
  for (const i of id) {
    const v = of.get(i)
    if (!v || v.snippet.liveBroadcastContent !== 'none') continue
    console.log([v.id, v.snippet.title, v.snippet.channelId, v.snippet.channelTitle,
      v.snippet.publishedAt, v.contentDetails.duration, v.status.embeddable].join('\t'))
  }
}

async function playlist (playlistId) {
  const seen = new Set()
  let pageToken
  do {
    const { data } = await api.playlistItems.list({
      part: ['contentDetails'], playlistId, maxResults: 50, pageToken
    })
    for (const i of data.items) seen.add(i.contentDetails.videoId)
    pageToken = data.nextPageToken
  } while (pageToken)
  const ids = [...seen]
  while (ids.length) await videos(...ids.splice(0, 50))
}

async function channel (forHandle) {
  const { data } = await api.channels.list({ part: ['contentDetails'], forHandle })
  if (!data.items) return console.log('none')
  await playlist(data.items[0].contentDetails.relatedPlaylists.uploads)
}

({ channel, playlist, videos })[command](...args).catch((e) => {
  const error = e.response?.data?.error
  console.log(`HTTP ${error?.code ?? e.code} ${error?.errors?.[0]?.reason ?? e.message}`)
  process.exitCode = 1
})
