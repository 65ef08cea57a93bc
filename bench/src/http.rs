//! As much of an HTTP/1.1 client as a load needs: one connection, kept alive, that counts every byte.

use anyhow::{Context, Result, ensure};
use std::ops::Range;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request, ready to be sent as often as wanted.
#[derive(Debug, Clone)]
pub struct Request(Vec<u8>);

impl Request {
    /// GET, as a browser that accepts compressed answers.
    pub fn get(path: &str, cookie: &str) -> Request {
        Request(format!("GET {path} HTTP/1.1\r\n{}\r\n", head(cookie)).into_bytes())
    }

    /// GET of what shall be read, uncompressed.
    pub fn plain(path: &str, cookie: &str) -> Request {
        Request(format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n").into_bytes())
    }

    /// POST of a url-encoded form.
    pub fn post(path: &str, cookie: &str, form: &str) -> Request {
        let kind = "content-type: application/x-www-form-urlencoded";
        let head = head(cookie);
        Request(
            format!("POST {path} HTTP/1.1\r\n{head}{kind}\r\ncontent-length: {}\r\n\r\n{form}", form.len())
                .into_bytes(),
        )
    }
}

fn head(cookie: &str) -> String {
    let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
    format!("host: bench\r\naccept-encoding: gzip\r\n{cookie}")
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Body as it came: perhaps compressed, and in chunks.
    pub body: Vec<u8>,
    /// All bytes of the answer, its head among them.
    pub wire: usize,
    /// Where it leads, if anywhere.
    pub location: String,
}

/// A connection that is kept open.
pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    /// Opens one.
    pub async fn open(address: &str) -> Result<Line> {
        let stream =
            TcpStream::connect(address).await.with_context(|| format!("nobody listens on {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Line { stream, buffer: Vec::with_capacity(64 << 10) })
    }

    /// Sends a request and reads the whole answer.
    pub async fn ask(&mut self, request: &Request) -> Result<Answer> {
        self.stream.write_all(&request.0).await?;
        self.buffer.clear();
        let head_end = self.read_until(0, b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).into_owned();
        let body = match header(&head, "content-length") {
            _ if header(&head, "transfer-encoding") == Some("chunked") => self.chunks(head_end).await?,
            Some(length) => {
                let end = head_end + length.parse::<usize>().context("a length is a number")?;
                self.read_to(end).await?;
                self.buffer[head_end..end].to_vec()
            }
            None => Vec::new(),
        };
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("not HTTP")?;
        let location = header(&head, "location").unwrap_or_default().to_owned();
        Ok(Answer { status, body, wire: self.buffer.len(), location })
    }

    async fn chunks(&mut self, mut at: usize) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let begin = self.read_until(at, b"\r\n").await?;
            let size = std::str::from_utf8(&self.buffer[at..begin])?.trim();
            let chunk: Range<usize> =
                begin..begin + usize::from_str_radix(size, 16).context("a chunk has a size")?;
            self.read_to(chunk.end + 2).await?;
            at = chunk.end + 2;
            if chunk.is_empty() {
                return Ok(body);
            }
            body.extend_from_slice(&self.buffer[chunk]);
        }
    }

    /// Reads until `mark` stands behind `from`; gives where it ends.
    async fn read_until(&mut self, from: usize, mark: &[u8]) -> Result<usize> {
        loop {
            let seen = &self.buffer[from..];
            if let Some(at) = seen.windows(mark.len()).position(|part| part == mark) {
                return Ok(from + at + mark.len());
            }
            self.read_more().await?;
        }
    }

    async fn read_to(&mut self, end: usize) -> Result<()> {
        while self.buffer.len() < end {
            self.read_more().await?;
        }
        Ok(())
    }

    async fn read_more(&mut self) -> Result<()> {
        ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server hung up");
        Ok(())
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v)
}
