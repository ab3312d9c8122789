// What Google's own client of its storage says to our stand-in, for google.t:
//	put FILE NAME [multipart|resumable|CHUNK]   upload, if there is none
//	get NAME FILE, from NAME FIRST FILE   download, its CRC-32C checked
//	stat NAME, ls PREFIX, rm NAME
// Prints what it got; "HTTP STATUS" and exit 1 when it was refused.
const { Storage } = require('@google-cloud/storage')

const [port, command, ...args] = process.argv.slice(2)
const storage = new Storage({
  apiEndpoint: `http://127.0.0.1:${port}`,
  projectId: 'project',
  retryOptions: { maxRetryDelay: 2, totalTimeout: 30 }
})
const bucket = storage.bucket('bucket')
const commands = {
  put: (file, name, how = 'resumable') => bucket.upload(file, {
    destination: name,
    resumable: how !== 'multipart',
    chunkSize: Number(how) || undefined,
    validation: 'crc32c',
    preconditionOpts: { ifGenerationMatch: 0 }
  }),
  get: (name, file) => bucket.file(name).download({ destination: file, validation: 'crc32c' }),
  from: (name, first, file) => bucket.file(name).download({ destination: file, start: Number(first) }),
  stat: async (name) => {
    const [o] = await bucket.file(name).getMetadata()
    console.log([o.name, o.size, o.crc32c, o.generation, o.updated].join('\t'))
  },
  ls: async (prefix) => {
    const [files] = await bucket.getFiles({ prefix, autoPaginate: true })
    for (const f of files) console.log(f.name)
  },
  rm: (name) => bucket.file(name).delete()
}

commands[command](...args).catch((e) => {
  console.log(typeof e.code === 'number' ? `HTTP ${e.code}` : String(e.message))
  process.exitCode = 1
})
