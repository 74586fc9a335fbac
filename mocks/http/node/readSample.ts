import { readFile } from 'node:fs/promises'
import type { Reply } from '../messages'
import { notFound } from '../replies'

const TYPES: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  ts: 'video/mp2t',
  mp4: 'video/mp4',
  m4s: 'video/iso.segment',
}

/** The file of this name in `folder`; 404 when there is none. */
export async function readSample(folder: URL, file: string): Promise<Reply> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(new URL(file, folder))
    return {
      status: 200,
      headers: {
        'Content-Type': TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      },
      body: buffer.slice(byteOffset, byteOffset + byteLength),
    }
  } catch {
    return notFound()
  }
}
