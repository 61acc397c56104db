package main

import (
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

type field struct {
	number protowire.Number
	varint uint64
	bytes  []byte
}

// eachField hands over every field of a message in its order.
func eachField(b []byte, take func(field) error) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(number, kind, b)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		if err := take(f); err != nil {
			return err
		}
	}
	return nil
}

func appendText(b []byte, number protowire.Number, text string) []byte {
	if text == "" {
		return b
	}
	return protowire.AppendString(protowire.AppendTag(b, number, protowire.BytesType), text)
}

func appendNumber(b []byte, number protowire.Number, value uint64) []byte {
	if value == 0 {
		return b
	}
	return protowire.AppendVarint(protowire.AppendTag(b, number, protowire.VarintType), value)
}

func appendMessage(b []byte, number protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, number, protowire.BytesType), message)
}

func appendMap(b []byte, number protowire.Number, m map[string]string) []byte {
	for key, value := range m {
		b = appendMessage(b, number, appendText(appendText(nil, 1, key), 2, value))
	}
	return b
}

func readMapEntry(m *map[string]string, entry []byte) error {
	var key, value string
	err := eachField(entry, func(f field) error {
		switch f.number {
		case 1:
			key = string(f.bytes)
		case 2:
			value = string(f.bytes)
		}
		return nil
	})
	if *m == nil {
		*m = map[string]string{}
	}
	(*m)[key] = value
	return err
}

// encodeTime makes a google.protobuf.Timestamp.
func encodeTime(t time.Time) []byte {
	return appendNumber(appendNumber(nil, 1, uint64(t.Unix())), 2, uint64(t.Nanosecond()))
}

func decodeTime(b []byte) (time.Time, error) {
	var seconds, nanos int64
	err := eachField(b, func(f field) error {
		switch f.number {
		case 1:
			seconds = int64(f.varint)
		case 2:
			nanos = int64(f.varint)
		}
		return nil
	})
	return time.Unix(seconds, nanos).UTC(), err
}

// appendNullable adds a time as Dkron's NullableTime; nothing for one that is not set.
func appendNullable(b []byte, number protowire.Number, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	return appendMessage(b, number, appendMessage(appendNumber(nil, 1, 1), 2, encodeTime(t)))
}

func readNullable(t *time.Time, b []byte) error {
	return eachField(b, func(f field) (err error) {
		if f.number == 2 {
			*t, err = decodeTime(f.bytes)
		}
		return err
	})
}
