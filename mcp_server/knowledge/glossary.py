"""Words of other languages that reports use for what the pages say in English.

Each line is one English word and the beginnings of the words, or the characters, that
mean it: Chinese, Japanese, Korean, Russian, Spanish, Portuguese, French and German.
"""

import re
from functools import cache

MEANINGS = """
table: 数据表 表 テーブル 테이블 таблиц tabla tabela tabelle
database: 数据库 データベース 데이터베이스 базе базы базу datenbank
connection: 连接 接続 연결 соединени подключени conex connexion verbindung
pool: 连接池 プール 풀 пул
session: 会话 セッション 세션 сесси sesión sesion sessão sitzung
transaction: 事务 トランザクション 트랜잭션 транзакци transacci transaç transaktion
migration: 迁移 マイグレーション 마이그레이션 миграци migraci migraç
foreign key: 外键 外部キー 외래 внешн foránea estrangeira étrangère fremdschlüssel
primary key: 主键 主キー 기본키 первичн primaria primária primaire primärschlüssel
deadlock: 死锁 デッドロック 데드락 교착 взаимоблокировк interbloqueo verklemmung
locked: 锁 ロック 잠금 блокировк заблокирован bloqueo bloquead bloqueio verrou gesperrt
query: 查询 语句 クエリ 쿼리 запрос consulta requête abfrage
slow: 慢 遅い 遅く 느린 느림 느려 медлен тормоз lento lenta lente lent langsam
timeout: 超时 タイムアウト 타임아웃 таймаут expir zeitüberschreitung
memory: 内存 メモリ 메모리 памят memoria memória mémoire speicherverbrauch
thread: 线程 スレッド 스레드 поток hilo
async: 异步 非同期 비동기 асинхрон asíncron assíncron asynchron
concurrent: 并发 同时 並行 동시 одновремен параллел concurren simult gleichzeitig
empty: 空 为空 空の 비어 пуст vacío vacía vazio vide leer
null: 空值 널 нулев nulo nula
column: 字段 列 カラム 컬럼 필드 столб колонк columna coluna colonne spalte
model: 模型 モデル 모델 модел modelo modèle modell
relationship: 关系 关联 リレーション 관계 связ отношен relaci relaç beziehung
duplicate: 重复 重複 중복 дубл повтор duplicad doublon doppelt
index: 索引 インデックス 인덱스 индекс índice
delete: 删除 削除 삭제 удал elimin excluir apagar supprim lösch
update: 更新 업데이트 갱신 обнов actualiz atualiz aktualisier
insert: 插入 挿入 삽입 встав inserir einfüg
save: 保存 存储 저장 сохран guardar salvar enregistr speicher
create: 创建 建立 作成 생성 созда crear criar créer erstell
import: 导入 インポート 임포트 импорт importar importier
error: 错误 报错 エラー 에러 오류 ошибк erro fehler erreur
fails: 失败 无法 失敗 실패 크래시 не удалось falla falha échoue fehlgeschlagen
missing: 缺少 丢失 没有 없음 누락 отсутств пропа falta manquant fehlt
response: 响应 返回 レスポンス 응답 ответ respuesta resposta réponse antwort
request: 请求 リクエスト 요청 petición pedido requisiç anfrage
test: 测试 テスト 테스트 тест prueba teste
page: 分页 ページ 페이지 страниц página seite
row: 行 记录 レコード 레코드 строк запис fila registro linha ligne zeile datensatz
enum: 枚举 列挙 열거 перечислен enumera
timezone: 时区 タイムゾーン 시간대 часов zona fuso fuseau zeitzone
datetime: 时间 日期 日時 날짜 дат fecha horodat zeitstempel
driver: 驱动 ドライバ 드라이버 драйвер controlador treiber
install: 安装 インストール 설치 установ instal
commit: 提交 コミット 커밋 коммит
rollback: 回滚 ロールバック 롤백 откат
lazy load: 懒加载 延迟加载 遅延 지연 ленив perezosa
loop: 循环 ループ 루프 цикл bucle boucle schleife
nested: 嵌套 ネスト 중첩 вложен anidad aninhad imbriqu verschachtelt
startup: 启动 起動 시작 запуск arranque démarrage
wrong: 不正确 不一致 おかしい 잘못 неверн неправильн incorrect incohér inconsist falsch
expired: 过期 期限 만료 истек abgelaufen
stuck: 卡住 挂起 固まる 멈춤 завис colgad travad
"""


ENGLISH = re.compile(r"\b(?:the|is|are|and|of|to|with|when|not|for|from|that)\b")
LEAST_ENGLISH = 2
"""Words of English from which on a text is English, and `video` not Spanish."""
FIRST_OF_ASIA = "\u3040"


@cache
def _meanings() -> dict[str, str]:
    lines = (line.partition(":") for line in MEANINGS.strip().splitlines())
    return {word: english for english, _, told in lines for word in told.split()}


@cache
def _pattern(with_latin: bool) -> re.Pattern[str]:
    """The longest words first; words of Europe only from their beginning on."""
    told = sorted(_meanings(), key=len, reverse=True)
    return re.compile(
        "|".join(
            word if word >= FIRST_OF_ASIA else rf"\b{word}\w*"
            for word in told
            if with_latin or word > "\u0400"
        )
    )


def in_english(text: str) -> str:
    """The text, and behind it the English words for those of other languages."""
    lowered = text.lower()
    is_english = len(ENGLISH.findall(lowered)) >= LEAST_ENGLISH
    found = dict.fromkeys(_pattern(not is_english).findall(lowered))
    return " ".join([text, *map(_meaning, found)]) if found else text


def _meaning(word: str) -> str:
    while word not in _meanings():
        word = word[:-1]
    return _meanings()[word]
