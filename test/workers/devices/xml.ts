import t from 'tap';
import { elementAt, elementsAt, readXml, textAt } from '../../../workers/devices/xml.ts';

t.test('a document of a tool', async (t) => {
  const root = readXml(
    '\uFEFF<?xml version="1.0" ?>\n<!DOCTYPE log SYSTEM "a.dtd">\n<log><!-- x < y --><gpu id="0:1" note="a &amp; b"><name>A &lt;B&gt; &#65;&#x42; &none;</name><empty/></gpu><gpu id="2"></gpu></log>\n',
  );
  if (root === null) return t.fail('it is a document');
  t.equal(root.name, 'log');
  t.equal(textAt(root, 'gpu', 'name'), 'A <B> AB &none;', 'only the entities of XML are expanded');
  t.same(elementAt(root, 'gpu')?.attributes, { id: '0:1', note: 'a & b' });
  t.equal(elementAt(root, 'gpu', 'empty')?.text, '');
  t.equal(elementsAt(root, 'gpu').length, 2);
  t.same(elementsAt(root, 'missing', 'gpu'), []);
  t.equal(textAt(root, 'missing', 'name'), '');
});

t.test('what is no document is null and no exception', async (t) => {
  const broken = [
    '',
    'No devices were found',
    '<a>',
    '<a></b>',
    '</a>',
    '<a></a><b></b>',
    '<a b=c></a>',
    '<a',
    '<a></a ',
    '<a><b></a></b>',
    '<a></a x="1">',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a>&#99999999;',
    '<a>'.repeat(100) + '</a>'.repeat(100),
    '\0\u0001<a/>\0<',
  ];
  for (const text of broken) t.equal(readXml(text), null, JSON.stringify(text.slice(0, 40)));
  t.equal(readXml('<a>&#1114112;</a>')?.text, '&#1114112;', 'a number beyond Unicode stays as it is');
});

t.test('every cut of a document is read as none', async (t) => {
  const whole = '<log><gpu id="1"><name>x</name></gpu></log>';
  for (let length = 0; length < whole.length; length += 1) t.equal(readXml(whole.slice(0, length)), null);
  t.not(readXml(whole), null);
});
